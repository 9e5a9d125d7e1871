package org.blockwright.data.datavec;

import org.blockwright.base.UsageException;

/** Every message of this package. */
final class DataVecProblems {
  private DataVecProblems() {}

  static UsageException unsupportedImage(int channels, int depth) {
    return new UsageException(
        "An augmentation takes DataVec images of 1 or 3 channels, of bytes or floats; got %s channels of OpenCV's depth %s."
            .formatted(channels, depth));
  }
}
