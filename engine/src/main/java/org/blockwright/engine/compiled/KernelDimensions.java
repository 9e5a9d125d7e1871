package org.blockwright.engine.compiled;

import org.blockwright.engine.compiled.MatrixSteps.Scaling;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dimensions of a kernel in oneDNN's order: {@code [out, in, h, w]}, or {@code [groups, out /
 * groups, in / groups, h, w]}.
 */
record KernelDimensions(Kind.KernelLayout layout, long[] sizes) {

  static KernelDimensions of(Kind.KernelLayout layout, INDArray kernel) {
    long[] s = kernel.shape();
    return new KernelDimensions(
        layout,
        switch (layout) {
          case OIHW -> s;
          case HWCM -> new long[] {s[2], s[3], 1, s[0], s[1]};
          case MCHW -> new long[] {s[1], s[0], 1, s[2], s[3]};
        });
  }

  /**
   * Returns the dimensions of a convolution's kernel for images of a shape.
   *
   * @throws UnsupportedException if they do not match, or oneDNN's results would be wrong
   */
  static KernelDimensions of(Kind.Convolution kind, INDArray kernel, long[] shape) {
    KernelDimensions dimensions = of(kind.layout(), kernel);
    if (dimensions.inputChannels() != shape[1] || !kind.window().fits(shape)) {
      throw Reasons.shape(
          "%s channels and windows that fit and overlap the image"
              .formatted(dimensions.inputChannels()),
          shape);
    }
    if (dimensions.inputChannelsOfOutput() == 1 && kind.window().isWrongForOneChannel(shape)) {
      throw Reasons.shape("more than one column of windows for one channel", shape);
    }
    return dimensions;
  }

  private boolean isGrouped() {
    return sizes.length == 5;
  }

  long inputChannels() {
    return isGrouped() ? sizes[0] : sizes[1];
  }

  /** Returns the number of input channels of one output. */
  long inputChannelsOfOutput() {
    return isGrouped() ? 1 : sizes[1];
  }

  long outputs() {
    return isGrouped() ? sizes[0] * sizes[1] : sizes[0];
  }

  /** Returns the current values of a kernel of a convolution, multiplied by factors per output. */
  WeightSource source(Parameter kernel, Parameters parameters, Scaling scaling) {
    INDArray values = parameters.array(kernel);
    return new WeightSource.Kernel(
        values, sizes, strides(values), scaling.kernelFactors(parameters));
  }

  /** Returns the strides of a kernel in the order of {@link #sizes}. */
  long[] strides(INDArray kernel) {
    long[] s = kernel.stride();
    return switch (layout) {
      case OIHW -> s;
      case HWCM -> new long[] {s[2], s[3], 1, s[0], s[1]};
      case MCHW -> new long[] {s[1], s[0], 1, s[2], s[3]};
    };
  }

  /**
   * Returns the current values of a dense layer's matrix {@code [in, out]} as {@code [out, in]}, or
   * as {@code [out, c, h, w]} for vectors that are stored as images.
   */
  static WeightSource dense(
      Parameter kernel, Parameters parameters, long[] sizes, Scaling scaling) {
    INDArray values = parameters.array(kernel);
    return new WeightSource.Kernel(
        values, sizes, matrixStrides(values, sizes), scaling.kernelFactors(parameters));
  }

  /** Returns the strides of a matrix {@code [in, out]} in the order of {@link #dense}. */
  static long[] matrixStrides(INDArray matrix, long[] sizes) {
    long[] strides = new long[sizes.length];
    strides[0] = matrix.stride(1);
    long stride = matrix.stride(0);
    for (int i = sizes.length - 1; i > 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return strides;
  }

  /** Requires vectors of the length of a matrix {@code [in, out]}. */
  static void requireVectors(Value input, INDArray matrix) {
    if (input.isImage() || matrix.size(0) != input.shape()[1]) {
      throw Reasons.shape("vectors of length " + matrix.size(0), input.shape());
    }
  }
}
