package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Moves the content by up to a fraction of the width and of the height, each uniform, either way.
 *
 * @param fraction the largest fraction, 0-0.5
 * @param probability how often it is used, 0-1
 */
public record Translate(double fraction, double probability) implements GeometricStep {
  public Translate {
    AugmentProblems.checkRange("translate: the fraction", fraction, 0, 0.5);
    AugmentProblems.checkRange("translate: the probability", probability, 0, 1);
  }

  /** Half the time. */
  public static Translate upTo(double fraction) {
    return new Translate(fraction, 0.5);
  }

  @Override
  public Affine matrix(SplitMix64 random, int height, int width) {
    boolean used = Step.isApplied(random, probability);
    double right = random.nextDouble(-fraction * width, fraction * width);
    double down = random.nextDouble(-fraction * height, fraction * height);
    return used ? new Affine(1, 0, right, 0, 1, down) : Affine.IDENTITY;
  }

  @Override
  public String name() {
    return "translate";
  }

  @Override
  public int index() {
    return 3;
  }

  @Override
  public String text() {
    return "translate=" + Numbers.text(fraction) + Numbers.probabilitySuffix(probability);
  }
}
