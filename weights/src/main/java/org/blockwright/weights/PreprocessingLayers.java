package org.blockwright.weights;

import java.util.List;
import java.util.Set;

/** Recognizes preprocessing layers of a file, which are not part of the network. */
final class PreprocessingLayers {
  private static final Set<String> KINDS =
      Set.of("normalization", "rescaling", "resizing", "center_crop", "discretization");

  /** Integer arrays of these kinds belong to a damaged or quantized layer, not to preprocessing. */
  private static final Set<String> TRAINABLE_KINDS =
      Set.of("kernel", "depthwise_kernel", "pointwise_kernel", "bias", "gamma", "beta");

  /** Arrays of Keras's Normalization. */
  private static final List<String> NORMALIZATION = List.of("mean", "variance", "count");

  private PreprocessingLayers() {}

  /** Whether the class, the arrays or integer values mark the layer as preprocessing. */
  static boolean matches(FileLayer layer) {
    if (layer.arrays().isEmpty()) {
      return false;
    }
    return KINDS.contains(layer.kind())
        || layer.kind().startsWith("random_")
        || layer.arrays().stream().map(FileArray::kind).toList().equals(NORMALIZATION)
        || layer.arrays().stream()
            .noneMatch(array -> array.isFloat() || TRAINABLE_KINDS.contains(array.kind()));
  }
}
