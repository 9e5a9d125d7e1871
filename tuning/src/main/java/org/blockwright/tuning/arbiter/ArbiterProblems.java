package org.blockwright.tuning.arbiter;

import org.blockwright.base.BlockwrightException;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;

/** The messages of this package. */
final class ArbiterProblems {
  private ArbiterProblems() {}

  static void checkPoints(int points) {
    if (points < 2) {
      throw tooFewPoints(points);
    }
  }

  static UsageException tooFewPoints(int points) {
    return new UsageException(
        "grid(%s): expected at least 2 points, the bounds of a range.".formatted(points));
  }

  static UsageException gridTooLarge(long total, int points) {
    return new UsageException(
        "The grid has %s points, more than %s. Lower the %s grid points per parameter, remove parameters, or use random search."
            .formatted(total == Long.MAX_VALUE ? "over 2^63" : total, GridSize.MAX_POINTS, points));
  }

  static RuntimeException candidateFailed(Exception cause) {
    return cause instanceof BlockwrightException b
        ? b
        : new TrainingException(
            "Arbiter could not propose the next values: %s. Try another sampler."
                .formatted(cause.getMessage()),
            cause);
  }
}
