package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Mirrors columns, rows or both. Mirroring a chest film moves the heart to the other side.
 *
 * @param horizontal the probability to mirror columns (left becomes right)
 * @param vertical the probability to mirror rows
 */
public record Flip(double horizontal, double vertical) implements GeometricStep {
  public Flip {
    AugmentProblems.checkRange("flip: the horizontal probability", horizontal, 0, 1);
    AugmentProblems.checkRange("flip: the vertical probability", vertical, 0, 1);
  }

  /** Columns half the time, rows never. */
  public static Flip leftRight() {
    return new Flip(0.5, 0);
  }

  @Override
  public Affine matrix(SplitMix64 random, int height, int width) {
    boolean columns = Step.isApplied(random, horizontal);
    boolean rows = Step.isApplied(random, vertical);
    return new Affine(columns ? -1 : 1, 0, 0, 0, rows ? -1 : 1, 0);
  }

  @Override
  public String name() {
    return "flip";
  }

  @Override
  public int index() {
    return 0;
  }

  @Override
  public String text() {
    return "flip=" + Numbers.text(horizontal) + ":" + Numbers.text(vertical);
  }
}
