package org.blockwright.engine.compiled;

import org.blockwright.engine.compiled.MatrixSteps.Scaling;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

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

  private boolean isGrouped() {
    return sizes.length == 5;
  }

  long inputChannels() {
    return isGrouped() ? sizes[0] : sizes[1];
  }

  long outputs() {
    return isGrouped() ? sizes[0] * sizes[1] : sizes[0];
  }

  /** Returns the current values of a kernel of a convolution, multiplied by factors per output. */
  WeightSource source(Parameter kernel, Parameters parameters, Scaling scaling) {
    INDArray values = parameters.array(kernel);
    if (scaling.scales().isEmpty()) {
      return new WeightSource(values, sizes, strides(values), false);
    }
    INDArray scaled = values.dup('c');
    scaled.muli(broadcastable(scaling.factors(parameters)));
    return new WeightSource(scaled, sizes, strides(scaled), true);
  }

  /** Returns factors per output in a shape that broadcasts to DL4J's kernel. */
  private INDArray broadcastable(double[] factors) {
    INDArray vector = Nd4j.createFromArray(floats(factors));
    return switch (layout) {
      case OIHW -> vector.reshape(sizes[0], 1, 1, 1);
      case HWCM -> vector.reshape(1, 1, sizes[0], sizes[1]);
      // The factor of channel c and multiplier m is at c * multipliers + m.
      case MCHW -> vector.reshape(sizes[0], sizes[1]).transpose().reshape(sizes[1], sizes[0], 1, 1);
    };
  }

  private long[] strides(INDArray kernel) {
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
    boolean scaled = !scaling.scales().isEmpty();
    if (scaled) {
      values = values.dup(values.ordering());
      values.muliRowVector(Nd4j.createFromArray(floats(scaling.factors(parameters))));
    }
    long[] strides = new long[sizes.length];
    strides[0] = values.stride(1);
    long stride = values.stride(0);
    for (int i = sizes.length - 1; i > 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return new WeightSource(values, sizes, strides, scaled);
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
