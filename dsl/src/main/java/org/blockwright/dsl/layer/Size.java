package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.Problems;

/**
 * Rows and columns of a kernel, a stride or a dilation; {@code 3x3}, or {@code 3} where both are
 * equal.
 */
public record Size(int height, int width) {
  public static final Size ONE = new Size(1, 1);

  public Size {
    Problems.require(
        height >= 1 && width >= 1,
        () -> Problems.belowMinimum("size", "side", 1, Math.min(height, width)));
  }

  public static Size of(int side) {
    return new Size(side, side);
  }

  @Override
  public String toString() {
    return height == width ? String.valueOf(height) : height + "x" + width;
  }
}
