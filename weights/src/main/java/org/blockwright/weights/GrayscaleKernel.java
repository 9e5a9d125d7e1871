package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the first kernel of a color network is converted for an input of one channel, whose images
 * are grayscale. Both put the channels in the order of the preprocessing.
 */
public enum GrayscaleKernel {
  /**
   * The sum of the kernels for red, green and blue, weighted with the luma coefficients of ITU-R
   * BT.601, as in the article: 0.2989, 0.5870 and 0.1140. The bias stays. Before the bias, the
   * convolution outputs about a third of what it outputs in the color network: a starting point for
   * training, not an equal network.
   */
  LUMA,
  /**
   * The sum of the kernels, each divided by the standard deviation of its channel in the
   * preprocessing. Different means of the channels are subtracted by the bias, or, without a bias,
   * by the moving mean of the following batch norm.
   *
   * <p>The network equals the color network on the same images given in three channels, up to
   * rounding, except where windows of the first convolution contain padding and the means of the
   * channels differ ({@code caffe}, {@code torch}; not {@code tf} and {@code none}): there filter
   * {@code f} differs by the sum, over positions {@code p} of the window in the padding and over
   * channels {@code c}, of
   *
   * <pre>{@code
   * w[p, c, f] * (m - mean[c]) / std[c]
   * }</pre>
   *
   * where {@code m} is the average of the means. Its absolute value is at most the sum of the
   * absolute values over all positions and channels.
   */
  SUM;

  /** Returns the name in settings, for instance {@code sum}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the names in settings. */
  public static List<String> ids() {
    return Arrays.stream(values())
        .map(GrayscaleKernel::id)
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns the value with this name, if there is one. */
  public static Optional<GrayscaleKernel> of(String id) {
    return Arrays.stream(values()).filter(value -> value.id().equals(id)).findFirst();
  }
}
