package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Enlarges (factor above 1) or shrinks the content about the center by a factor that is uniform in
 * low .. high. The image size does not change.
 *
 * @param low the smallest factor, 0.1-10
 * @param high the largest factor, 0.1-10
 * @param separate whether width and height have separate factors, as in Keras's {@code RandomZoom}
 * @param probability the probability of applying the step, 0-1
 */
public record Scale(double low, double high, boolean separate, double probability)
    implements GeometricStep {
  public Scale {
    AugmentProblems.requireRange("scale: low", low, 0.1, 10);
    AugmentProblems.requireRange("scale: high", high, 0.1, 10);
    AugmentProblems.requireOrdered("scale", low, high);
    AugmentProblems.requireProbability("scale", probability);
  }

  /** Scales width and height by the same factor with probability 0.5. */
  public static Scale between(double low, double high) {
    return new Scale(low, high, false, DEFAULT_PROBABILITY);
  }

  @Override
  public Affine matrix(SplitMix64 random, int height, int width) {
    boolean applied = Step.isApplied(random, probability);
    double first = random.nextDouble(low, high);
    double second = random.nextDouble(low, high);
    return applied ? new Affine(first, 0, 0, 0, separate ? second : first, 0) : Affine.IDENTITY;
  }

  @Override
  public StepType type() {
    return StepType.SCALE;
  }

  @Override
  public String text() {
    return type().text(probability, low, high, separate ? "separate" : "");
  }
}
