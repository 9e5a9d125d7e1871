package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Rotates about the center by an angle that is uniform in -degrees .. degrees; positive angles are
 * counterclockwise. The image size does not change.
 *
 * @param degrees the largest angle, 0-180
 * @param probability the probability of applying the step, 0-1
 */
public record Rotate(double degrees, double probability) implements GeometricStep {
  public Rotate {
    AugmentProblems.requireRange("rotate: degrees", degrees, 0, 180);
    AugmentProblems.requireProbability("rotate", probability);
  }

  /** Rotates with probability 0.5. */
  public static Rotate upTo(double degrees) {
    return new Rotate(degrees, DEFAULT_PROBABILITY);
  }

  @Override
  public Affine matrix(SplitMix64 random, int height, int width) {
    boolean applied = Step.isApplied(random, probability);
    double angle = Math.toRadians(random.nextDouble(-degrees, degrees));
    if (!applied || angle == 0) {
      return Affine.IDENTITY;
    }
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    // Counterclockwise as displayed, since y points downwards.
    return new Affine(cos, sin, 0, -sin, cos, 0);
  }

  @Override
  public StepType type() {
    return StepType.ROTATE;
  }

  @Override
  public String text() {
    return type().text(probability, degrees);
  }
}
