package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Turns by an angle uniform in -degrees .. degrees about the middle, counter-clockwise positive;
 * the canvas is unchanged.
 *
 * @param degrees the largest angle, 0-180
 * @param probability how often it is used, 0-1
 */
public record Rotate(double degrees, double probability) implements GeometricStep {
  public Rotate {
    AugmentProblems.checkRange("rotate: degrees", degrees, 0, 180);
    AugmentProblems.checkRange("rotate: the probability", probability, 0, 1);
  }

  /** Half the time. */
  public static Rotate upTo(double degrees) {
    return new Rotate(degrees, 0.5);
  }

  @Override
  public Affine matrix(SplitMix64 random, int height, int width) {
    boolean used = Step.isApplied(random, probability);
    double angle = Math.toRadians(random.nextDouble(-degrees, degrees));
    if (!used || angle == 0) {
      return Affine.IDENTITY;
    }
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    // y points downwards, so this turns counter-clockwise as people see it.
    return new Affine(cos, sin, 0, -sin, cos, 0);
  }

  @Override
  public String name() {
    return "rotate";
  }

  @Override
  public int index() {
    return 1;
  }

  @Override
  public String text() {
    return "rotate=" + Numbers.text(degrees) + Numbers.probabilitySuffix(probability);
  }
}
