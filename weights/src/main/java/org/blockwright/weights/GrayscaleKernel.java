package org.blockwright.weights;

import java.util.List;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.BlockWeights;

/**
 * Kernels for gray pictures, of kernels for colours: the three of each filter added up with the
 * shares that red, green and blue have in gray (ITU-R BT.601, as in the article).
 */
final class GrayscaleKernel {
  private static final double[] LUMA_COEFFICIENTS = {0.2989, 0.5870, 0.1140};

  private GrayscaleKernel() {}

  /**
   * The kernel, height x width x 1 x filters.
   *
   * @param kernel height x width x 3 x filters
   * @param preprocessing that it was made for, often with blue first
   */
  static BlockWeights.Array fromColor(BlockWeights.Array kernel, Preprocessing preprocessing) {
    List<Integer> shape = kernel.shape();
    int filters = shape.get(3);
    float[] values = kernel.values();
    float[] gray = new float[shape.get(0) * shape.get(1) * filters];
    for (int at = 0; at < gray.length; at++) {
      double sum = 0;
      for (int channel = 0; channel < 3; channel++) {
        double share = LUMA_COEFFICIENTS[preprocessing.sourceChannel(channel, 3)];
        sum += share * values[((at / filters) * 3 + channel) * filters + at % filters];
      }
      gray[at] = (float) sum;
    }
    return new BlockWeights.Array(
        kernel.layer(), kernel.kind(), List.of(shape.get(0), shape.get(1), 1, filters), gray);
  }
}
