package org.blockwright.dsl;

import java.util.Collection;
import org.blockwright.base.NameSuggestions;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.check.Problem.Kind;

/** Problems of calls of the description language. */
final class DslProblems {
  private DslProblems() {}

  /** A square kernel in a call whose arguments were most likely swapped. */
  static Problem kernelTooLarge(
      String function, int filters, int kernel, int maximum, String largerKernels) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s(%s, %s): a kernel of %sx%s is larger than %sx%s. The order of the arguments is %s(filters, kernel); larger kernels need %s.%s"
            .formatted(
                function,
                filters,
                kernel,
                kernel,
                kernel,
                maximum,
                maximum,
                function,
                largerKernels,
                filters > maximum
                    ? ""
                    : " Did you mean %s(%s, %s)?".formatted(function, kernel, filters)));
  }

  static Problem foreignTensor(String input) {
    return Problem.of(
        Kind.CONNECTION,
        input,
        "a block takes \"%s\" of another graph as input. Use only the inputs of the function that defines this graph, and tensors computed from them."
            .formatted(input));
  }

  static Problem unknownTensor(String name, Collection<String> known) {
    return Problem.of(
        Kind.UNKNOWN_NAME,
        "",
        "unknown tensor \"%s\". %sKnown: %s."
            .formatted(name, NameSuggestions.hint(name, known), String.join(", ", known)));
  }

  static Problem invalidLearningRate(double got) {
    return Problem.of(
        Kind.ARGUMENT, "", "the learning rate must be positive and finite, got %s.".formatted(got));
  }

  static Problem invalidHyperparameter(String optimizer, String name, String expected, double got) {
    return Problem.of(
        Kind.ARGUMENT, "", "%s: %s must be %s, got %s.".formatted(optimizer, name, expected, got));
  }

  static Problem otherNumberOfAbsentWeights(String loss, int present, int absent) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s: weights has %s values and absentWeights has %s. Give each label both weights, or no absentWeights."
            .formatted(loss, present, absent));
  }

  static Problem invalidMultiplierRule(String rule) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "\"%s\" is not a valid learning-rate multiplier: write PATTERN=MULTIPLIER with a multiplier of at least 0, for instance block1*=0."
            .formatted(rule));
  }
}
