package org.blockwright.dsl.check;

import com.google.common.primitives.Ints;

/** The arithmetic of windows, and how people read them. */
public final class Windows {
  private Windows() {}

  /**
   * How many places a window has along one side. "same" is TensorFlow's ceil(side / stride), all
   * else floor((side + 2 pad - reach) / stride) + 1; below 1 where the window does not fit at all.
   */
  public static int outputSize(
      int side, int kernel, int stride, boolean same, int pad, int dilation) {
    if (same) {
      return Ints.saturatedCast(((long) side + stride - 1) / stride);
    }
    long reach = (kernel - 1L) * dilation + 1;
    return Ints.saturatedCast(Math.floorDiv(side + 2L * pad - reach, (long) stride) + 1);
  }

  /**
   * How many zeros "same" adds along one side, above and below together; less than 0 where the
   * places of the window do not reach the end.
   */
  public static int samePadding(int side, int kernel, int stride, int dilation) {
    long places = outputSize(side, kernel, stride, true, 0, dilation);
    return Ints.saturatedCast((places - 1) * stride + (kernel - 1L) * dilation + 1 - side);
  }

  /** {@code k3 s2 same}. */
  public static String describe(Object kernel, Object stride, Object padding, Object dilation) {
    return "k%s s%s %s%s"
        .formatted(kernel, stride, padding, dilation.toString().equals("1") ? "" : " d" + dilation);
  }
}
