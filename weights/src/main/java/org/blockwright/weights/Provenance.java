package org.blockwright.weights;

import java.nio.file.Path;

/**
 * Origin of weights.
 *
 * @param bytes size of the file
 * @param sha256 SHA-256 of the whole file, in lower-case hexadecimal
 * @param format layout of the file
 * @param kerasVersion version of Keras recorded in the file, else {@code unknown}
 * @param backend backend recorded in the file ({@code tensorflow}), else {@code unknown}
 */
public record Provenance(
    Path file, long bytes, String sha256, Format format, String kerasVersion, String backend) {
  /** Value for information that a file does not contain. */
  public static final String UNKNOWN = "unknown";

  /** Supported layouts. */
  public enum Format {
    /** {@code save_weights} of Keras 1 and 2: {@code layer_names}, {@code weight_names}. */
    KERAS_H5,
    /** A whole model of Keras 2 or 3 saved as {@code .h5}: the same below {@code model_weights}. */
    KERAS_MODEL_H5,
    /** {@code *.weights.h5} of Keras 3. */
    KERAS3_WEIGHTS_H5,
    /** {@code *.keras}: a zip around a Keras 3 weights file. */
    KERAS3_ARCHIVE
  }
}
