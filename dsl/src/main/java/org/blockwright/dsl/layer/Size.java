package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.Checks;

/** Height and width of a kernel, a stride or a dilation. */
public record Size(int height, int width) {
  public static final Size ONE = new Size(1, 1);

  public Size {
    Checks.require(height >= 1 && width >= 1, () -> LayerProblems.invalidSize(height, width));
  }

  /** Creates a square size. */
  public static Size of(int size) {
    return new Size(size, size);
  }

  /** Returns {@code 1x7}, or {@code 3} if height and width are equal. */
  @Override
  public String toString() {
    return height == width ? String.valueOf(height) : height + "x" + width;
  }
}
