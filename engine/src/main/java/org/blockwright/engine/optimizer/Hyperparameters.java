package org.blockwright.engine.optimizer;

/** Range checks of hyperparameters. */
final class Hyperparameters {
  private Hyperparameters() {}

  static void requireAdam(
      String rule, double learningRate, double beta1, double beta2, double epsilon) {
    requireAtLeastZero(rule, "learningRate", learningRate);
    requireDecayRate(rule, "beta1", beta1);
    requireDecayRate(rule, "beta2", beta2);
    requirePositive(rule, "epsilon", epsilon);
  }

  static void requireAtLeastZero(String rule, String name, double value) {
    require(value >= 0 && Double.isFinite(value), rule, name, "a number of at least 0", value);
  }

  static void requirePositive(String rule, String name, double value) {
    require(value > 0 && Double.isFinite(value), rule, name, "a number greater than 0", value);
  }

  static void requireDecayRate(String rule, String name, double value) {
    require(value >= 0 && value < 1, rule, name, "at least 0 and less than 1", value);
  }

  static void requireMomentum(String rule, double value) {
    require(value >= 0 && value <= 1, rule, "momentum", "between 0 and 1", value);
  }

  private static void require(
      boolean valid, String rule, String name, String expected, double value) {
    if (!valid) {
      throw OptimizerProblems.invalidHyperparameter(rule, name, expected, value);
    }
  }
}
