package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.Problems;

/**
 * What a convolution or a pool sees beyond the border of its map.
 *
 * <p>{@link #SAME} is TensorFlow's: the output has ceil(side / stride), an odd pixel goes to the
 * bottom and the right. {@link #VALID} adds nothing. Otherwise the same number of pixels on both
 * sides; different ones are a layer of their own, {@link ZeroPad}.
 *
 * @param same whether this is {@link #SAME}; then the numbers are 0
 */
public record Padding(boolean same, int height, int width) {
  public static final Padding SAME = new Padding(true, 0, 0);
  public static final Padding VALID = new Padding(false, 0, 0);

  public Padding {
    Problems.require(
        height >= 0 && width >= 0,
        () -> Problems.belowMinimum("pad", "n", 0, Math.min(height, width)));
  }

  /** So many pixels on each of the four sides. */
  public static Padding of(int pixels) {
    return new Padding(false, pixels, pixels);
  }

  /**
   * One spelling for what is the same with this window: pad(1) of a 3x3 with stride 1 is "same".
   */
  Padding canonical(Size kernel, Size stride, Size dilation) {
    boolean keeps =
        stride.equals(Size.ONE)
            && preservesSize(kernel.height(), dilation.height(), height)
            && preservesSize(kernel.width(), dilation.width(), width);
    return !same && keeps && !equals(VALID) ? SAME : this;
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
    return "pad " + (height == width ? String.valueOf(height) : height + "x" + width);
  }
}
