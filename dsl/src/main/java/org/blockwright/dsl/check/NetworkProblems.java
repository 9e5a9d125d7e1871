package org.blockwright.dsl.check;

import java.util.Collection;
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
        "%s has several outputs: %s. Labels and a head need a single output; join them first."
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
