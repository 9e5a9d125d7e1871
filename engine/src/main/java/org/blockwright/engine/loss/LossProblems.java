package org.blockwright.engine.loss;

import org.blockwright.base.UsageException;

/** Error messages of losses. */
final class LossProblems {
  private LossProblems() {}

  static UsageException invalidParameter(String loss, String name, String expected, double got) {
    return new UsageException(
        "%s: %s must be %s, got %s. Choose another value.".formatted(loss, name, expected, got));
  }

  static UsageException otherNumberOfAbsentWeights(String loss, int present, int absent) {
    return new UsageException(
        "%s: absentWeights must have as many weights as presentWeights (%s), got %s. Give each label both weights, or no absentWeights."
            .formatted(loss, present, absent));
  }
}
