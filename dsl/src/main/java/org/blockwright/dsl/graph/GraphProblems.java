package org.blockwright.dsl.graph;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.check.Problem.Kind;
import org.blockwright.dsl.check.Texts;

/** Problems that depend on the connections of a whole network. */
final class GraphProblems {
  private GraphProblems() {}

  static Problem tooManyBlocks(int maximum) {
    return Problem.of(
        Kind.SIZE_LIMIT,
        "",
        "a network can have at most %s blocks and layers. Use fewer repetitions."
            .formatted(Texts.formatCount(maximum)));
  }

  static Problem requiresOneInput(LayerLocation location) {
    return Problem.of(
        Kind.CONNECTION,
        location.path(),
        "\"%s\" takes one input, got %s: %s. Merge them first, with add or concat."
            .formatted(location.path(), location.inputs().size(), Texts.quoted(location.inputs())));
  }

  static Problem wrongInputCount(LayerLocation location, List<String> inputNames) {
    return Problem.of(
        Kind.CONNECTION,
        location.path(),
        "\"%s\" needs %s inputs (%s), got %s: %s."
            .formatted(
                location.path(),
                inputNames.size(),
                String.join(", ", inputNames),
                location.inputs().size(),
                Texts.quoted(location.inputs())));
  }

  static Problem mergeNeedsBranches(LayerLocation location) {
    return Problem.of(
        Kind.CONNECTION,
        location.path(),
        "\"%s\" merges several inputs, but has only one here. Use it in branches(...) or in a graph."
            .formatted(location.path()));
  }

  static Problem unusedInput(String input) {
    return Problem.of(
        Kind.CONNECTION,
        input,
        "the input \"%s\" is not used by any layer. Connect it, or remove it.".formatted(input));
  }

  static Problem inputIsOutput(String input) {
    return Problem.of(
        Kind.CONNECTION,
        input,
        "the input \"%s\" is passed through to an output. Put a layer between them."
            .formatted(input));
  }

  static Problem duplicateOutput(String layer) {
    return Problem.of(
        Kind.CONNECTION,
        layer,
        "\"%s\" is listed twice as an output. List it once.".formatted(layer));
  }

  static Problem softmaxOfFlattenedMap(String path) {
    return Problem.of(
        Kind.UNIT_ORDER,
        path,
        "\"%s\" is an output computed from a flattened feature map, whose units are stored in another order than the labels. Put dense(n) before it, or use globalAverage() instead of flatten()."
            .formatted(path));
  }

  static Problem incompatibleFlattenOrders(String path, Collection<String> inputs) {
    return Problem.of(
        Kind.UNIT_ORDER,
        path,
        "cannot add at \"%s\": the vectors %s have different orders of units, since not all are flattened feature maps of the same size. Add the feature maps before flatten(), or put a dense layer after it."
            .formatted(path, Texts.quoted(inputs)));
  }

  /** Advice for a feature map that shrinks to nothing. */
  static String inputTooSmall(int height, int width, int minimum) {
    return "Input %sx%s is too small; this network needs at least %sx%s."
        .formatted(height, width, minimum, minimum);
  }

  /** Advice for a concatenation of different sizes. */
  static String validInputSizes(List<Integer> sizes) {
    return "Valid input sizes: %s."
        .formatted(sizes.stream().map(s -> s + "x" + s).collect(Collectors.joining(", ")));
  }
}
