package org.blockwright.data.datavec;

import org.blockwright.base.UsageException;

/** All messages of this package. */
final class DataVecProblems {
  private DataVecProblems() {}

  static UsageException unsupportedImage(int channels, int depth) {
    return new UsageException(
        "Augmentation supports DataVec images with 1 or 3 channels of bytes or floats; got %s channels with OpenCV depth %s."
            .formatted(channels, depth));
  }
}
