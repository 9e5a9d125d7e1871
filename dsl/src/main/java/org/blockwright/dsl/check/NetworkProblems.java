package org.blockwright.dsl.check;

import java.util.Collection;
import org.blockwright.base.NameSuggestions;
import org.blockwright.dsl.check.Problem.Kind;

/** Problems with the inputs, the outputs, the head or the labels of a network. */
public final class NetworkProblems {
  private NetworkProblems() {}

  public static Problem noInputs(String network) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s needs an input. Add one, for instance input(224, 224, 3).".formatted(network));
  }

  public static Problem severalInputs(String network, Collection<String> inputs) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s has several inputs: %s. Choose one.".formatted(network, String.join(", ", inputs)));
  }

  public static Problem severalOutputs(String network, Collection<String> outputs) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s has several outputs: %s. Labels and a head need a single output; merge them first."
            .formatted(network, String.join(", ", outputs)));
  }

  public static Problem blockAfterHead(String network) {
    return Problem.of(
        Kind.NETWORK, "", "%s already has a head. Add blocks before it.".formatted(network));
  }

  public static Problem emptyHead(String network) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s: the head has no layers. Add some, for instance head(globalAverage(), dense(n), softmax()), or omit the head."
            .formatted(network));
  }

  public static Problem labelCountMismatch(String network, int labels, Object outputs) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s has %s labels, but the shape of its output is %s. Set the units of its last dense layer to the number of labels."
            .formatted(network, labels, outputs));
  }

  public static Problem binaryLabelCountMismatch(String network, int labels) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s has %s labels, but its output is a single sigmoid: set 2 labels, the negative and the positive class, or 1 label, which is present or not."
            .formatted(network, labels));
  }

  public static Problem noSuchOutput(String network, String output, Collection<String> outputs) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        "",
        "%s has no output \"%s\". %sOutputs: %s."
            .formatted(
                network,
                output,
                NameSuggestions.hint(output, outputs),
                String.join(", ", outputs)));
  }

  public static Problem lossNeedsActivation(
      String network, String loss, String output, String activation) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s: %s does not fit the output \"%s\" with activation %s. categorical_crossentropy needs softmax, binary_crossentropy needs sigmoid."
            .formatted(network, loss, output, activation));
  }

  public static Problem lossWeightCount(String network, int got, String output, int units) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s: the loss of \"%s\" needs one weight per unit, so %s, got %s."
            .formatted(network, output, units, got));
  }

  public static Problem invalidLossWeight(String network, double weight) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s: the loss weight of an output must be at least 0 and finite, got %s."
            .formatted(network, weight));
  }

  public static Problem invalidThreshold(String network, double threshold) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s: a threshold must be greater than 0 and less than 1, got %s."
            .formatted(network, threshold));
  }

  public static Problem thresholdCount(String network, int got, String output, int units) {
    return Problem.of(
        Kind.NETWORK,
        "",
        "%s: thresholds of \"%s\": %s, units: %s. Only binary and multi-label outputs have thresholds, one per unit."
            .formatted(network, output, got, units));
  }

  public static Problem duplicateLabel(String network, String label) {
    return Problem.of(
        Kind.NAME,
        "",
        "%s: duplicate label \"%s\". Each output needs its own label.".formatted(network, label));
  }

  public static Problem unsupportedLabelCharacter(String network, String character) {
    return Problem.of(
        Kind.NAME,
        "",
        "%s: a label contains the character %s, which YAML and JSON files do not preserve. Remove it."
            .formatted(network, character));
  }
}
