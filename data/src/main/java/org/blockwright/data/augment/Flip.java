package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Mirrors columns, rows or both. Mirroring a chest film moves the heart to the other side.
 *
 * @param horizontal the chance to mirror columns (left becomes right)
 * @param vertical the chance to mirror rows
 */
public record Flip(double horizontal, double vertical) implements GeometricStep {
  public Flip {
    AugmentProblems.checkRange("flip: the horizontal chance", horizontal, 0, 1);
    AugmentProblems.checkRange("flip: the vertical chance", vertical, 0, 1);
  }

  /** Columns half the time, rows never. */
  public static Flip leftRight() {
    return new Flip(0.5, 0);
  }

  @Override
  public Affine matrix(SplitMix64 draws, int height, int width) {
    boolean columns = Step.isApplied(draws, horizontal);
    boolean rows = Step.isApplied(draws, vertical);
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
