package org.blockwright.tuning.arbiter;

import org.blockwright.base.BlockwrightException;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;

/** Every message of this package, one factory each. */
final class ArbiterProblems {
  private ArbiterProblems() {}

  static void checkPoints(int points) {
    if (points < 2) {
      throw tooFewPoints(points);
    }
  }

  static UsageException tooFewPoints(int points) {
    return new UsageException(
        "grid(%s): expected at least 2 points, the two ends of a range.".formatted(points));
  }

  static UsageException gridTooLarge(long total, int points) {
    return new UsageException(
        "The grid has %s points, more than %s. Lower the %s points a range, narrow the space, or search at random."
            .formatted(total == Long.MAX_VALUE ? "over 2^63" : total, GridSize.MAX_POINTS, points));
  }

  static RuntimeException candidateFailed(Exception cause) {
    return cause instanceof BlockwrightException b
        ? b
        : new TrainingException(
            "Arbiter could not give the next values: %s. Try another sampler."
                .formatted(cause.getMessage()),
            cause);
  }
}
