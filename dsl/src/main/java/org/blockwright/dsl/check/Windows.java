package org.blockwright.dsl.check;

import com.google.common.primitives.Ints;

/** Arithmetic and text of sliding windows. */
public final class Windows {
  private Windows() {}

  /**
   * Returns the number of window positions along one axis: with "same" TensorFlow's ceil(size /
   * stride), otherwise floor((size + 2 * pad - extent) / stride) + 1, where the extent of the
   * window is (kernel - 1) * dilation + 1. The result is below 1 if the window does not fit.
   */
  public static int outputSize(
      int size, int kernel, int stride, boolean same, int pad, int dilation) {
    if (same) {
      return Ints.saturatedCast(((long) size + stride - 1) / stride);
    }
    long extent = (kernel - 1L) * dilation + 1;
    return Ints.saturatedCast(Math.floorDiv(size + 2L * pad - extent, (long) stride) + 1);
  }

  /**
   * Returns the total padding of "same" along one axis. It is negative if the last window ends
   * before the end of the axis.
   */
  public static int samePadding(int size, int kernel, int stride, int dilation) {
    long positions = outputSize(size, kernel, stride, true, 0, dilation);
    return Ints.saturatedCast((positions - 1) * stride + (kernel - 1L) * dilation + 1 - size);
  }

  /** Returns a short text, for instance {@code k3 s2 same}. */
  public static String describe(Object kernel, Object stride, Object padding, Object dilation) {
    return "k%s s%s %s%s"
        .formatted(kernel, stride, padding, dilation.toString().equals("1") ? "" : " d" + dilation);
  }
}
