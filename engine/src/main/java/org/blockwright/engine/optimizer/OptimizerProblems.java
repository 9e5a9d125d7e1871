package org.blockwright.engine.optimizer;

import org.blockwright.base.UsageException;

/** Error messages of update rules. */
final class OptimizerProblems {
  private OptimizerProblems() {}

  static UsageException invalidHyperparameter(
      String rule, String name, String expected, double got) {
    return new UsageException(
        "%s: %s must be %s, got %s. Choose another value.".formatted(rule, name, expected, got));
  }

  static UsageException invalidMultiplier(double got) {
    return new UsageException(
        "The learning-rate multiplier must be a number of at least 0, got %s. Use 0 for parameters that are not trained."
            .formatted(got));
  }

  static UsageException invalidL2(double got) {
    return new UsageException(
        "The L2 factor must be a number of at least 0, got %s. Use 0 for none.".formatted(got));
  }

  static UsageException invalidL1(double got) {
    return new UsageException(
        "The L1 factor must be a number of at least 0, got %s. Use 0 for none.".formatted(got));
  }

  static UsageException clippedTwice(double norm, double value) {
    return new UsageException(
        "Gradients are clipped by their norm (%s) or by value (%s), not by both. Set one of them to 0."
            .formatted(norm, value));
  }
}
