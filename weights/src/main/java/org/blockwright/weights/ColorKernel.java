package org.blockwright.weights;

import org.blockwright.dsl.input.Preprocessing;

/**
 * The first kernel of a color network: height x width x 3 x filters values, with the channels in
 * the order of the network.
 *
 * @param preprocessing preprocessing that the kernel was trained with; for an input of one channel
 *     it uses the average of the means and of the standard deviations
 */
record ColorKernel(float[] values, int filters, Preprocessing preprocessing) {
  private static final int CHANNELS = 3;
  private static final double[] LUMA_COEFFICIENTS = {0.2989, 0.5870, 0.1140};

  /** Returns the kernel for one channel, height x width x 1 x filters. */
  float[] toGrayscale(GrayscaleKernel mode) {
    float[] gray = new float[values.length / CHANNELS];
    for (int i = 0; i < gray.length; i++) {
      double sum = 0;
      for (int channel = 0; channel < CHANNELS; channel++) {
        sum += factor(mode, channel) * value(i / filters, channel, i % filters);
      }
      gray[i] = (float) sum;
    }
    return gray;
  }

  private double factor(GrayscaleKernel mode, int channel) {
    return mode == GrayscaleKernel.LUMA
        ? LUMA_COEFFICIENTS[preprocessing.sourceChannel(channel, CHANNELS)]
        : preprocessing.channelStd(0, 1) / preprocessing.channelStd(channel, CHANNELS);
  }

  /**
   * Returns what must be added to the bias of each filter. With y for a gray value preprocessed for
   * one channel, {@code y = (gray - m) / d}, the value of channel c is {@code (y * d + m - mean[c])
   * / std[c]}: the part without y is the same in all images.
   */
  double[] offsets(GrayscaleKernel mode) {
    double[] offsets = new double[filters];
    if (mode == GrayscaleKernel.SUM) {
      for (int i = 0; i < values.length; i++) {
        offsets[i % filters] += values[i] * offset(preprocessing, i / filters % CHANNELS);
      }
    }
    return offsets;
  }

  private static double offset(Preprocessing preprocessing, int channel) {
    return (preprocessing.channelMean(0, 1) - preprocessing.channelMean(channel, CHANNELS))
        / preprocessing.channelStd(channel, CHANNELS);
  }

  /** Whether a preprocessing requires {@link #offsets} that are not 0. */
  static boolean needsOffsets(GrayscaleKernel mode, Preprocessing preprocessing) {
    return mode == GrayscaleKernel.SUM && preprocessing.mean().stream().distinct().count() > 1;
  }

  private float value(int position, int channel, int filter) {
    return values[(position * CHANNELS + channel) * filters + filter];
  }
}
