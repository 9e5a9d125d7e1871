package org.blockwright.training.features;

import java.util.List;

/** The messages of cached features. */
final class FeatureProblems {
  private FeatureProblems() {}

  static String stopped() {
    return "stopped before the first epoch, while computing the features of the frozen backbone: there is no model yet.";
  }

  static String notFinite(String layer, List<String> images) {
    return "the features at \"%s\" are NaN or infinite for %s%s. Check the weights of the frozen backbone and the preprocessing."
        .formatted(
            layer,
            images.get(0),
            images.size() == 1 ? "" : " and %s more images".formatted(images.size() - 1));
  }
}
