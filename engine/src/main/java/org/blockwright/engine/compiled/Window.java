package org.blockwright.engine.compiled;

import java.util.function.ToLongBiFunction;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** A sliding window along height and width. */
record Window(Axis height, Axis width) {

  /** Reads the settings of a layer. */
  static Window of(
      int[] kernel, int[] stride, int[] dilation, ConvolutionMode mode, int[] padding) {
    return new Window(
        axis(0, kernel, stride, dilation, mode, padding),
        axis(1, kernel, stride, dilation, mode, padding));
  }

  private static Axis axis(
      int i, int[] kernel, int[] stride, int[] dilation, ConvolutionMode mode, int[] padding) {
    boolean same = mode == ConvolutionMode.Same;
    boolean strict = mode == ConvolutionMode.Strict;
    int pad = same ? 0 : padding[i];
    return new Axis(kernel[i], stride[i], dilation[i], same, strict, pad, pad);
  }

  /** A window of one pixel, as of a pointwise convolution. */
  static Window pointwise() {
    Axis one = new Axis(1, 1, 1, false, false, 0, 0);
    return new Window(one, one);
  }

  boolean isUnpadded() {
    return height.isUnpadded() && width.isUnpadded();
  }

  boolean isPointwise() {
    return height.kernel() == 1 && width.kernel() == 1;
  }

  Window padded(Kind.Pad pad) {
    return new Window(
        height.withPadding(pad.top(), pad.bottom()), width.withPadding(pad.left(), pad.right()));
  }

  boolean fits(long[] shape) {
    return height.fits(shape[2]) && width.fits(shape[3]);
  }

  /**
   * Returns whether oneDNN 3.11 to 3.13 compute wrong values, or crash, for one input channel: with
   * AVX-512, if there is one column of windows and a step.
   */
  boolean isWrongForOneChannel(long[] shape) {
    return width.output(shape[3]) == 1 && width.step(shape[3]) > 1;
  }

  long[] output(long[] shape) {
    return both(shape, Axis::output);
  }

  long[] paddingBefore(long[] shape) {
    return both(shape, Axis::paddingBefore);
  }

  long[] paddingAfter(long[] shape) {
    return both(shape, Axis::paddingAfter);
  }

  long[] kernel() {
    return new long[] {height.kernel(), width.kernel()};
  }

  long[] stride(long[] shape) {
    return both(shape, Axis::step);
  }

  /** Returns the number of elements skipped between neighbors, which is oneDNN's dilation. */
  long[] gaps() {
    return new long[] {height.dilation() - 1L, width.dilation() - 1L};
  }

  private long[] both(long[] shape, ToLongBiFunction<Axis, Long> function) {
    return new long[] {
      function.applyAsLong(height, shape[2]), function.applyAsLong(width, shape[3])
    };
  }
}
