package org.blockwright.engine.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;

/** Checks of the parameters of losses, and weights of units. */
final class LossParameters {
  private LossParameters() {}

  static void requireLabelSmoothing(String loss, double value) {
    require(value >= 0 && value < 1, loss, "labelSmoothing", "at least 0 and less than 1", value);
  }

  static void requireWeights(String loss, String name, ImmutableDoubleArray weights) {
    weights.forEach(weight -> requireAtLeastZero(loss, name, weight));
  }

  /** Requires a weight for absent labels for each present one, or none. */
  static void requireSameCount(
      String loss, ImmutableDoubleArray present, ImmutableDoubleArray absent) {
    if (!absent.isEmpty() && absent.length() != present.length()) {
      throw LossProblems.otherNumberOfAbsentWeights(loss, present.length(), absent.length());
    }
  }

  static void requireAtLeastZero(String loss, String name, double value) {
    require(value >= 0 && Double.isFinite(value), loss, name, "a number of at least 0", value);
  }

  static void requirePositive(String loss, String name, double value) {
    require(value > 0 && Double.isFinite(value), loss, name, "a number greater than 0", value);
  }

  private static void require(
      boolean valid, String loss, String name, String expected, double value) {
    if (!valid) {
      throw LossProblems.invalidParameter(loss, name, expected, value);
    }
  }

  /** Returns the weight of a unit; 1 if there are none. */
  static double weight(ImmutableDoubleArray weights, int unit) {
    return weights.isEmpty() ? 1 : weights.get(unit);
  }

  /** Returns the number of weights, one per unit; empty if there are none. */
  static Optional<Integer> units(ImmutableDoubleArray weights) {
    return weights.isEmpty() ? Optional.empty() : Optional.of(weights.length());
  }
}
