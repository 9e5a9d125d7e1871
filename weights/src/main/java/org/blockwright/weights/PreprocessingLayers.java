package org.blockwright.weights;

import java.util.List;
import java.util.Set;

/** Tells layers of a file that prepare images from those of a network. */
final class PreprocessingLayers {
  private static final Set<String> KINDS =
      Set.of("normalization", "rescaling", "resizing", "center_crop", "discretization");

  /** A kernel of integers is a damaged or a quantized layer. */
  private static final Set<String> TRAINABLE_KINDS =
      Set.of("kernel", "depthwise_kernel", "pointwise_kernel", "bias", "gamma", "beta");

  /** What Keras's Normalization holds. */
  private static final List<String> NORMALIZATION = List.of("mean", "variance", "count");

  private PreprocessingLayers() {}

  static boolean matches(FileLayer layer) {
    if (layer.arrays().isEmpty()) {
      return false;
    }
    return KINDS.contains(layer.kind())
        || layer.kind().startsWith("random_")
        || layer.arrays().stream().map(FileArray::kind).toList().equals(NORMALIZATION)
        || layer.arrays().stream()
            .noneMatch(a -> a.isFloat() || TRAINABLE_KINDS.contains(a.kind()));
  }
}
