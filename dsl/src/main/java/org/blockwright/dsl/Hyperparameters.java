package org.blockwright.dsl;

import org.blockwright.dsl.check.Checks;

/** Range checks of the hyperparameters of optimizers. */
final class Hyperparameters {
  private Hyperparameters() {}

  static void requireLearningRate(double value) {
    Checks.require(
        value > 0 && Double.isFinite(value), () -> DslProblems.invalidLearningRate(value));
  }

  static void requireFraction(String optimizer, String name, double value) {
    require(value >= 0 && value < 1, optimizer, name, "in [0, 1)", value);
  }

  static void requirePositive(String optimizer, String name, double value) {
    require(
        value > 0 && Double.isFinite(value), optimizer, name, "greater than 0 and finite", value);
  }

  static void requireAtLeastZero(String optimizer, String name, double value) {
    require(value >= 0 && Double.isFinite(value), optimizer, name, "at least 0 and finite", value);
  }

  private static void require(
      boolean valid, String optimizer, String name, String expected, double got) {
    Checks.require(valid, () -> DslProblems.invalidHyperparameter(optimizer, name, expected, got));
  }
}
