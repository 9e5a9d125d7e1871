package org.blockwright.model;

import java.nio.file.Path;

/** The messages about saved models. */
final class ModelProblems {
  private ModelProblems() {}

  static String noModel(Path file, String why) {
    return "%s is no whole model: %s. Save it again, or train anew.".formatted(file, why);
  }

  static String otherInputs(String network, String input, Object shape, Object first) {
    return "%s takes %s at \"%s\" and %s at its first input; pictures fit only inputs of one size. Give each its array with outputs(...)."
        .formatted(network, shape, input, first);
  }

  static String noDescription(Path file) {
    return "%s is a DL4J model without blockwright.yaml; Blockwright opens its own models only."
        .formatted(file);
  }
}
