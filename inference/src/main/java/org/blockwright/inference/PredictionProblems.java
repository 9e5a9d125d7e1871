package org.blockwright.inference;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.blockwright.dsl.layer.Shape;

/** Messages about predictions. */
final class PredictionProblems {
  private PredictionProblems() {}

  static String notAClassifier(String network, Shape output) {
    return "%s outputs %s for each image instead of class scores or regression targets. Use the features command or Model.activations to get activations."
        .formatted(network, output);
  }

  static String severalOutputs(String network, List<String> outputs) {
    return "%s has several outputs: %s. Use Predictor.predictOutputs to predict all of them."
        .formatted(network, String.join(", ", outputs));
  }

  static String otherInputs(String network, List<String> inputs, Collection<String> got) {
    return "%s has the inputs %s, got images for %s. Pass an image for each input, by its name."
        .formatted(
            network,
            String.join(", ", inputs),
            got.isEmpty() ? "none" : String.join(", ", new TreeSet<>(got)));
  }

  static String closed() {
    return "the predictor is closed. Create another one with Predictor.of.";
  }

  static String topBelowOne(int k) {
    return "top must be at least 1, got %s.".formatted(k);
  }

  static String notFinite(String layer, List<String> images) {
    return "%s: the output of \"%s\" is NaN or infinite. Check the weights of the model."
        .formatted(String.join(", ", images), layer);
  }

  /**
   * The name of an image without a name of its own.
   *
   * @param index from 0
   */
  static String imageName(int index, int count) {
    return "Image %s of %s".formatted(index + 1, count);
  }
}
