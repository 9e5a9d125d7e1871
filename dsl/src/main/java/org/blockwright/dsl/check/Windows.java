package org.blockwright.dsl.check;

/** The arithmetic of windows, and how people read them. */
public final class Windows {
  private Windows() {}

  /**
   * How many places a window has along one side. "same" is TensorFlow's ceil(side / stride), all
   * else floor((side + 2 pad - reach) / stride) + 1; below 1 where the window does not fit at all.
   */
  public static int side(int side, int kernel, int stride, boolean same, int pad, int dilation) {
    if (same) {
      return (side + stride - 1) / stride;
    }
    int reach = (kernel - 1) * dilation + 1;
    return Math.floorDiv(side + 2 * pad - reach, stride) + 1;
  }

  /** {@code k3 s2 same}. */
  public static String text(Object kernel, Object stride, Object padding, Object dilation) {
    return "k%s s%s %s%s"
        .formatted(kernel, stride, padding, dilation.toString().equals("1") ? "" : " d" + dilation);
  }
}
