package org.blockwright.training.features;

import java.util.List;
import org.blockwright.base.StorageException;

/** The messages of cached features. */
final class FeatureProblems {
  private FeatureProblems() {}

  static String stopped() {
    return "stopped before the first epoch, while computing the features of the frozen backbone: nothing was trained.";
  }

  /** Not an error: they are in this process. */
  static String notShared(StorageException failure) {
    return "other trials compute the features of the frozen backbone again: %s"
        .formatted(failure.getMessage());
  }

  static String notFinite(String layer, List<String> images) {
    return "the features at \"%s\" are NaN or infinite for %s%s. Check the weights of the frozen backbone and the preprocessing."
        .formatted(
            layer,
            images.get(0),
            images.size() == 1 ? "" : " and %s more images".formatted(images.size() - 1));
  }
}
