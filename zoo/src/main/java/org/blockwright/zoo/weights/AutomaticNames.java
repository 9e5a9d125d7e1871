package org.blockwright.zoo.weights;

import java.util.regex.Pattern;

/**
 * Names that Keras makes itself: the class in lower case and a running number within the process.
 * Keras 3 calls the first {@code conv2d}, the second {@code conv2d_1}; files of 2017-18 start at
 * {@code conv2d_1}, and a process that built other networks before starts anywhere. So a number
 * means nothing by itself, but the order of the numbers is the order of creation.
 */
public final class AutomaticNames {
  private static final Pattern AUTOMATIC =
      Pattern.compile(
          "(conv2d|depthwise_conv2d|separable_conv2d|dense|batch_normalization"
              // Keras 1
              + "|convolution2d|atrousconvolution2d|separableconvolution2d|batchnormalization)"
              + "(_\\d{1,9})?");

  private AutomaticNames() {}

  /** Whether a layer with weights has a name made by Keras. */
  public static boolean isAutomatic(String name) {
    return AUTOMATIC.matcher(name).matches();
  }
}
