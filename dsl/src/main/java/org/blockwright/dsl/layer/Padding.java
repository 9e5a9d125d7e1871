package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;

/**
 * The padding of a convolution or a pooling.
 *
 * <p>{@link #SAME} is that of TensorFlow: the output size is ceil(size / stride), and an odd pixel
 * of padding is added at the bottom and on the right. {@link #VALID} is no padding. Otherwise the
 * same number of pixels is added on both sides; {@link ZeroPad} adds different numbers.
 *
 * @param same whether this is {@link #SAME}; height and width are 0 then
 * @param height pixels at the top, and again at the bottom
 * @param width pixels on the left, and again on the right
 */
public record Padding(boolean same, int height, int width) {
  public static final Padding SAME = new Padding(true, 0, 0);
  public static final Padding VALID = new Padding(false, 0, 0);

  public Padding {
    Checks.require(
        height >= 0 && width >= 0,
        () -> NumberProblems.belowMinimum("pad", "n", 0, Math.min(height, width)));
  }

  /** Creates a padding of {@code pixels} on each of the four sides. */
  public static Padding of(int pixels) {
    return new Padding(false, pixels, pixels);
  }

  /**
   * Returns the canonical form of an equivalent padding: a padding of 1 for a 3x3 kernel with
   * stride 1 is "same".
   */
  Padding canonical(Size kernel, Size stride, Size dilation) {
    boolean preservesSize =
        stride.equals(Size.ONE)
            && preservesSize(kernel.height(), dilation.height(), height)
            && preservesSize(kernel.width(), dilation.width(), width);
    return !same && preservesSize && !equals(VALID) ? SAME : this;
  }

  private static boolean preservesSize(int kernel, int dilation, int pad) {
    return 2L * pad == (kernel - 1L) * dilation;
  }

  @Override
  public String toString() {
    if (same) {
      return "same";
    }
    if (equals(VALID)) {
      return "valid";
    }
    return "pad " + pixels();
  }

  /** Returns the number of pixels on each side, {@code 2}, or {@code 2x1} for height x width. */
  String pixels() {
    return height == width ? String.valueOf(height) : height + "x" + width;
  }
}
