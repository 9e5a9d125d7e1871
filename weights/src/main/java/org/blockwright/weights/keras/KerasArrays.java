package org.blockwright.weights.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists the arrays of Keras's layer classes, in the order in which Keras stores them. */
final class KerasArrays {
  /** Class names of Keras 1 and of TensorFlow's own layers. */
  private static final Map<String, String> CLASS_ALIASES =
      Map.of(
          "Convolution2D", "Conv2D",
          "SeparableConvolution2D", "SeparableConv2D",
          "AtrousConvolution2D", "Conv2D",
          "SyncBatchNormalization", "BatchNormalization",
          "BatchNormalizationV1", "BatchNormalization",
          "BatchNormalizationV2", "BatchNormalization");

  private static final Set<String> PREPROCESSING =
      Set.of("Normalization", "Rescaling", "Resizing", "CenterCrop", "Discretization");

  private KerasArrays() {}

  static String kind(String className) {
    // Registered classes are prefixed with their package and '>'.
    String simple = className.substring(className.lastIndexOf('>') + 1);
    return CLASS_ALIASES.getOrDefault(simple, simple);
  }

  static boolean isPreprocessing(String kind) {
    return PREPROCESSING.contains(kind) || kind.startsWith("Random");
  }

  /** Returns the kinds of the arrays of a layer; empty if the class is unknown. */
  static Optional<List<String>> of(String kind, JsonNode settings) {
    List<String> arrays = new ArrayList<>();
    switch (kind) {
      case "Conv2D", "Dense" -> arrays.add("kernel");
      case "DepthwiseConv2D" -> arrays.add("depthwise_kernel");
      case "SeparableConv2D" -> arrays.addAll(List.of("depthwise_kernel", "pointwise_kernel"));
      case "BatchNormalization" -> {
        add(arrays, settings, "scale", "gamma");
        add(arrays, settings, "center", "beta");
        arrays.addAll(List.of("moving_mean", "moving_variance"));
        return Optional.of(arrays);
      }
      default -> {
        return Optional.empty();
      }
    }
    // "bias" in Keras 1.
    add(arrays, settings, settings.has("use_bias") ? "use_bias" : "bias", "bias");
    return Optional.of(arrays);
  }

  private static void add(List<String> arrays, JsonNode settings, String flag, String array) {
    if (settings.path(flag).asBoolean(true)) {
      arrays.add(array);
    }
  }
}
