package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Shears along the x axis, then along the y axis, about the center. Each angle is uniform in
 * -degrees .. degrees; a pixel at (x, y) moves to x - tan(angle) * y, as in torchvision's {@code
 * RandomAffine}. The image size does not change.
 *
 * @param horizontal the largest angle along the x axis in degrees, 0-45
 * @param vertical the largest angle along the y axis in degrees, 0-45
 * @param probability the probability of applying the step, 0-1
 */
public record Shear(double horizontal, double vertical, double probability)
    implements GeometricStep {
  public Shear {
    AugmentProblems.requireRange("shear: the horizontal angle", horizontal, 0, 45);
    AugmentProblems.requireRange("shear: the vertical angle", vertical, 0, 45);
    AugmentProblems.requireProbability("shear", probability);
  }

  /** Shears along the x axis with probability 0.5. */
  public static Shear upTo(double degrees) {
    return new Shear(degrees, 0, DEFAULT_PROBABILITY);
  }

  @Override
  public Affine matrix(SplitMix64 random, int height, int width) {
    boolean applied = Step.isApplied(random, probability);
    double x = Math.tan(Math.toRadians(random.nextDouble(-horizontal, horizontal)));
    double y = Math.tan(Math.toRadians(random.nextDouble(-vertical, vertical)));
    if (!applied || x == 0 && y == 0) {
      return Affine.IDENTITY;
    }
    return new Affine(1, 0, 0, -y, 1, 0).after(new Affine(1, -x, 0, 0, 1, 0));
  }

  @Override
  public StepType type() {
    return StepType.SHEAR;
  }

  @Override
  public String text() {
    return type().text(probability, horizontal, vertical);
  }
}
