package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;

/** Checks of the hyperparameters of losses. */
final class Losses {
  private Losses() {}

  static void requireFraction(String loss, double labelSmoothing) {
    Checks.require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        () -> NumberProblems.invalidFraction(loss, "labelSmoothing", labelSmoothing));
  }

  /** Requires a weight for absent labels for each present one, or none. */
  static void requireSameCount(String loss, int present, int absent) {
    Checks.require(
        absent == 0 || absent == present,
        () -> DslProblems.otherNumberOfAbsentWeights(loss, present, absent));
  }

  static List<Double> requireWeights(String loss, List<Double> weights) {
    for (double weight : weights) {
      Checks.require(
          weight >= 0 && Double.isFinite(weight),
          () -> DslProblems.invalidHyperparameter(loss, "each weight", "at least 0", weight));
    }
    return ImmutableList.copyOf(weights);
  }
}
