package org.blockwright.inference;

import org.blockwright.dsl.layer.Shape;

/** Messages about predictions. */
final class PredictionProblems {
  private PredictionProblems() {}

  static String notAClassifier(String network, Shape output) {
    return "%s outputs %s for each image instead of class scores. Use the features command or Model.activations to get activations."
        .formatted(network, output);
  }

  static String topBelowOne(int k) {
    return "top must be at least 1, got %s.".formatted(k);
  }
}
