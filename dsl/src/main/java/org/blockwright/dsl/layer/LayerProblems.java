package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.check.Problem.Kind;

/** Problems of single layers: their arguments and the shapes of their inputs. */
final class LayerProblems {
  private LayerProblems() {}

  static Problem invalidSize(int height, int width) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "the height and width of a kernel, stride or dilation must be at least 1, got %sx%s."
            .formatted(height, width));
  }

  static Problem invalidShape(int height, int width, int channels) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "a shape needs a height, width and channels of at least 1, got %sx%sx%s."
            .formatted(height, width, channels));
  }

  static Problem unparsableShape(String text) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "\"%s\" is not a valid shape: write height x width x channels, for instance 224x224x3, or a number of units."
            .formatted(text));
  }

  static Problem invalidFactor(String function, double got) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "%s(...): factor must be finite and not 0 as a float, got %s.".formatted(function, got));
  }

  static Problem paddingExceedsKernel(Object kernel, String padding) {
    return Problem.of(
        Kind.ARGUMENT,
        "",
        "the padding of a pooling layer must be smaller than its kernel of %s, got %s."
            .formatted(kernel, padding));
  }

  static Problem notDivisibleByGroups(String layer, String what, int number, int groups) {
    return Problem.of(
        Kind.ARGUMENT,
        layer,
        "\"%s\": %s %s are not divisible by %s groups. Choose a number of groups that divides the number of %s."
            .formatted(layer, number, what, groups, what));
  }

  static Problem needsFeatureMap(LayerLocation location, Object got) {
    return Problem.of(
        Kind.INPUT_SHAPE,
        location.path(),
        "\"%s\" needs a feature map (height x width x channels), got %s units from \"%s\". Put it before flatten() or the global pooling layer."
            .formatted(location.path(), got, location.inputs().get(0)));
  }

  static Problem needsVector(LayerLocation location, Object got) {
    return Problem.of(
        Kind.INPUT_SHAPE,
        location.path(),
        "\"%s\" needs a vector, got the feature map %s from \"%s\". Put flatten() or globalAverage() before it."
            .formatted(location.path(), got, location.inputs().get(0)));
  }

  static Problem softmaxOnFeatureMap(String layer) {
    return Problem.of(
        Kind.INPUT_SHAPE,
        layer,
        "softmax in \"%s\" needs a vector, got a feature map. Put globalAverage() or flatten() before it."
            .formatted(layer));
  }

  static Problem softmaxOfOneUnit(String path) {
    return Problem.of(
        Kind.INPUT_SHAPE,
        path,
        "softmax in \"%s\" has a single unit, so that its output is always 1. Use one unit per class, at least two, or dense(1).sigmoid() for two classes."
            .formatted(path));
  }

  static Problem shrinksToNothing(
      LayerLocation location, int height, int width, Object kernel, Object stride) {
    return Problem.of(
        Kind.SHRINKS_TO_NOTHING,
        location.path(),
        "\"%s\" would shrink %sx%s to nothing (kernel %s, stride %s)."
            .formatted(location.path(), height, width, kernel, stride));
  }

  static Problem cropsAll(LayerLocation location, int height, int width) {
    return Problem.of(
        Kind.SHRINKS_TO_NOTHING,
        location.path(),
        "\"%s\" would crop all of %sx%s. Crop less, or use a larger input."
            .formatted(location.path(), height, width));
  }

  static Problem cannotAdd(LayerLocation location, int i, Object first, int j, Object other) {
    return Problem.of(
        Kind.CANNOT_ADD,
        location.path(),
        "cannot add \"%s\" (%s) and \"%s\" (%s) at \"%s\": the shapes differ. Put a convolution into the shortcut that makes them equal."
            .formatted(
                location.inputs().get(i), first, location.inputs().get(j), other, location.path()));
  }

  static Problem cannotConcatenate(
      LayerLocation location, int i, Object first, int j, Object other) {
    return Problem.of(
        Kind.CANNOT_CONCATENATE,
        location.path(),
        "cannot concatenate at \"%s\": \"%s\" outputs %s but \"%s\" outputs %s (height and width must match)."
            .formatted(
                location.path(), location.inputs().get(i), first, location.inputs().get(j), other));
  }
}
