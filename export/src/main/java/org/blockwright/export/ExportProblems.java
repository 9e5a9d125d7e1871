package org.blockwright.export;

import org.blockwright.base.UsageException;
import org.blockwright.dsl.layer.Shape;

/** Messages of exports. */
final class ExportProblems {
  private static final double GIGABYTE = 1 << 30;

  private ExportProblems() {}

  static UsageException tooLarge(String network, long bytes) {
    return new UsageException(
        "%s has %s of weights, and an ONNX file at most 2 GB. Export a smaller network, or parts of it with cut."
            .formatted(network, gigabytes(bytes)));
  }

  private static String gigabytes(long bytes) {
    return Math.round(bytes / GIGABYTE * 10) / 10.0 + " GB";
  }

  static UsageException noImage(String network, String input, Shape shape) {
    return new UsageException(
        "%s: the input %s is a vector of %s units, which cannot be preprocessed as an image. Export it without preprocessing."
            .formatted(network, input, shape));
  }

  static UsageException outputIsInput(String network, String name) {
    return new UsageException(
        "%s: the output %s is an input, so that there is nothing to compute. Add a layer."
            .formatted(network, name));
  }
}
