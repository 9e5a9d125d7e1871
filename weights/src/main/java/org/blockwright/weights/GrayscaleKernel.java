package org.blockwright.weights;

import java.util.List;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.model.BlockWeights;

/**
 * Converts kernels for color images to kernels for grayscale images: per filter, the weighted sum
 * of the kernels for red, green and blue. The weights are the luma coefficients of ITU-R BT.601, as
 * in the article.
 */
final class GrayscaleKernel {
  private static final double[] LUMA_COEFFICIENTS = {0.2989, 0.5870, 0.1140};

  private GrayscaleKernel() {}

  /**
   * Returns the grayscale kernel, height x width x 1 x filters.
   *
   * @param kernel height x width x 3 x filters
   * @param preprocessing preprocessing that the kernel was trained with; it determines the order of
   *     the color channels
   */
  static BlockWeights.Array fromColor(BlockWeights.Array kernel, Preprocessing preprocessing) {
    List<Integer> shape = kernel.shape();
    int filters = shape.get(3);
    float[] values = kernel.values();
    float[] gray = new float[shape.get(0) * shape.get(1) * filters];
    for (int i = 0; i < gray.length; i++) {
      double sum = 0;
      for (int channel = 0; channel < 3; channel++) {
        double luma = LUMA_COEFFICIENTS[preprocessing.sourceChannel(channel, 3)];
        sum += luma * values[((i / filters) * 3 + channel) * filters + i % filters];
      }
      gray[i] = (float) sum;
    }
    return new BlockWeights.Array(
        kernel.layer(), kernel.kind(), List.of(shape.get(0), shape.get(1), 1, filters), gray);
  }
}
