package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Mirrors columns, rows or both. Mirroring the columns of a chest x-ray moves the heart to the
 * other side.
 *
 * @param horizontal the probability of swapping left and right, 0-1
 * @param vertical the probability of swapping top and bottom, 0-1
 */
public record Flip(double horizontal, double vertical) implements GeometricStep {
  public Flip {
    AugmentProblems.requireRange("flip: the horizontal probability", horizontal, 0, 1);
    AugmentProblems.requireRange("flip: the vertical probability", vertical, 0, 1);
  }

  /** Swaps left and right with probability 0.5. */
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
  public StepType type() {
    return StepType.FLIP;
  }

  @Override
  public String text() {
    return type().text(DEFAULT_PROBABILITY, horizontal, vertical);
  }
}
