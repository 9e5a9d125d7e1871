package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Enlarges (above 1) or shrinks the content about the middle by a factor uniform in low .. high;
 * the canvas is unchanged.
 *
 * @param low the smallest factor, above 0
 * @param high the largest factor
 * @param separate whether width and height have factors of their own, as Keras's zoom
 * @param probability how often it is used, 0-1
 */
public record Scale(double low, double high, boolean separate, double probability)
    implements GeometricStep {
  public Scale {
    AugmentProblems.checkRange("scale: low", low, 0.1, 10);
    AugmentProblems.checkRange("scale: high", high, 0.1, 10);
    AugmentProblems.checkOrdered("scale", low, high);
    AugmentProblems.checkRange("scale: the probability", probability, 0, 1);
  }

  /** Half the time, width and height alike. */
  public static Scale between(double low, double high) {
    return new Scale(low, high, false, 0.5);
  }

  @Override
  public Affine matrix(SplitMix64 random, int height, int width) {
    boolean used = Step.isApplied(random, probability);
    double first = random.nextDouble(low, high);
    double second = random.nextDouble(low, high);
    return used ? new Affine(first, 0, 0, 0, separate ? second : first, 0) : Affine.IDENTITY;
  }

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public int index() {
    return 2;
  }

  @Override
  public String text() {
    return "scale="
        + Numbers.text(low)
        + ":"
        + Numbers.text(high)
        + (separate ? ":separate" : "")
        + Numbers.probabilitySuffix(probability);
  }
}
