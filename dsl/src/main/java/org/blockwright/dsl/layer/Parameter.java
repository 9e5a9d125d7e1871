package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.dsl.check.Checks;

/**
 * One weight array of a layer, with the name and layout of Keras.
 *
 * @param kind kernel, depthwise_kernel, pointwise_kernel, bias, gamma, beta, moving_mean,
 *     moving_variance
 * @param shape convolution kernels: height, width, input channels (of one group), filters;
 *     depthwise kernels: height, width, input channels, multiplier; dense kernels: input units,
 *     units (after a flatten the input units are in the order height, width, channel)
 * @param trainable whether the optimizer updates it; false for moving statistics
 */
public record Parameter(String kind, List<Integer> shape, boolean trainable) {
  public static final String KERNEL = "kernel";
  public static final String DEPTHWISE_KERNEL = "depthwise_kernel";
  public static final String POINTWISE_KERNEL = "pointwise_kernel";
  public static final String BIAS = "bias";
  public static final String GAMMA = "gamma";
  public static final String BETA = "beta";
  public static final String MEAN = "moving_mean";
  public static final String VARIANCE = "moving_variance";

  public Parameter {
    shape = ImmutableList.copyOf(shape);
    double size = shape.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    String text = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    Checks.requireArraySize(kind + " of " + text, size);
  }

  static Parameter createTrainable(String kind, Integer... shape) {
    return new Parameter(kind, ImmutableList.copyOf(shape), true);
  }

  static Parameter createNonTrainable(String kind, Integer... shape) {
    return new Parameter(kind, ImmutableList.copyOf(shape), false);
  }

  /** Returns the number of values. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }
}
