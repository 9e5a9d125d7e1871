package org.blockwright.app;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.concurrent.Callable;

/** The list of all sub-commands, in the order in which the help shows them. */
final class Commands {
  private Commands() {}

  static List<Callable<Integer>> all(Session session) {
    return ImmutableList.of(
  }
}
