package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Moves the content by distances that are uniform in -fraction .. fraction of the height and width.
 *
 * @param height the largest vertical distance as a fraction of the height, 0-1
 * @param width the largest horizontal distance as a fraction of the width, 0-1
 * @param probability the probability of applying the step, 0-1
 */
public record Translate(double height, double width, double probability) implements GeometricStep {
  public Translate {
    AugmentProblems.requireRange("translate: the fraction of the height", height, 0, 1);
    AugmentProblems.requireRange("translate: the fraction of the width", width, 0, 1);
    AugmentProblems.requireProbability("translate", probability);
  }

  /** Translates by up to the same fraction of height and width with probability 0.5. */
  public static Translate upTo(double fraction) {
    return new Translate(fraction, fraction, DEFAULT_PROBABILITY);
  }

  @Override
  public Affine matrix(SplitMix64 random, int rows, int columns) {
    boolean applied = Step.isApplied(random, probability);
    double down = random.nextDouble(-height * rows, height * rows);
    double right = random.nextDouble(-width * columns, width * columns);
    return applied ? new Affine(1, 0, right, 0, 1, down) : Affine.IDENTITY;
  }

  @Override
  public StepType type() {
    return StepType.TRANSLATE;
  }

  @Override
  public String text() {
    return height == width
        ? type().text(probability, height)
        : type().text(probability, height, width);
  }
}
