package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NetworkProblems;

/**
 * What a description sets about an output besides its layers. Immutable: each method returns a
 * modified copy.
 *
 * @param labels see {@link #labels(List)}; empty if not set
 * @param loss empty for that of the activation, see {@link Task#defaultLoss}
 * @param weight loss weight: factor of the loss in the sum over all outputs; 1 by default
 * @param thresholds one per unit of a sigmoid; empty for {@link Output#DEFAULT_THRESHOLD}
 */
public record OutputSettings(
    ImmutableList<String> labels,
    Optional<Loss> loss,
    double weight,
    ImmutableList<Double> thresholds) {
  /** Nothing set. */
  public static final OutputSettings DEFAULT =
      new OutputSettings(ImmutableList.of(), Optional.empty(), 1, ImmutableList.of());

  /**
   * Sets the labels in the order of the units: one per class of a softmax, label of a sigmoid or
   * target of a regression. A single unit with sigmoid has two labels if it separates two classes,
   * of which its value is the probability of the second. The name of a target may end in its unit
   * of measurement, such as {@code age [years]}.
   */
  public OutputSettings labels(List<String> names) {
    return new OutputSettings(ImmutableList.copyOf(names), loss, weight, thresholds);
  }

  /** Sets the labels, see {@link #labels(List)}. */
  public OutputSettings labels(String... names) {
    return labels(List.of(names));
  }

  /** Sets the loss. */
  public OutputSettings loss(Loss newLoss) {
    return new OutputSettings(labels, Optional.of(newLoss), weight, thresholds);
  }

  /** Sets the loss weight: the factor of the loss in the sum over all outputs, at least 0. */
  public OutputSettings weight(double factor) {
    return new OutputSettings(labels, loss, factor, thresholds);
  }

  /**
   * Sets the probability from which on a label is predicted, for each unit of a sigmoid, in (0, 1).
   */
  public OutputSettings thresholds(List<Double> probabilities) {
    return new OutputSettings(labels, loss, weight, ImmutableList.copyOf(probabilities));
  }

  /** Checks what does not depend on the layers. */
  void check(String network) {
    Checks.requireUnique(labels, label -> NetworkProblems.duplicateLabel(network, label));
    labels.forEach(label -> Checks.requireLabel(network, label));
    Checks.require(
        weight >= 0 && Double.isFinite(weight),
        () -> NetworkProblems.invalidLossWeight(network, weight));
    thresholds.forEach(
        threshold ->
            Checks.require(
                threshold > 0 && threshold < 1,
                () -> NetworkProblems.invalidThreshold(network, threshold)));
  }
}
