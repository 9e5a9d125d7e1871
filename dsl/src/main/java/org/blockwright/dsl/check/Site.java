package org.blockwright.dsl.check;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Where a layer stands: its path, and the paths of what it reads. */
public record Site(String path, List<String> inputs) {
  public Site {
    inputs = ImmutableList.copyOf(inputs);
  }
}
