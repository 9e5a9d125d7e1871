package org.blockwright.tuning.pruning;

import org.blockwright.base.UsageException;

/** The messages of this package. */
final class PruningProblems {
  private PruningProblems() {}

  static void require(boolean valid, String pruner, String expected, Object got) {
    if (!valid) {
      throw new UsageException(
          "pruner \"%s\": expected %s, got %s.".formatted(pruner, expected, got));
    }
  }
}
