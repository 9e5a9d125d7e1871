package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * Moves the content by up to a share of the width and of the height, each uniform, either way.
 *
 * @param share the largest share, 0-0.5
 * @param chance how often it is used, 0-1
 */
public record Translate(double share, double chance) implements GeometricStep {
  public Translate {
    AugmentProblems.checkRange("translate: the share", share, 0, 0.5);
    AugmentProblems.checkRange("translate: the chance", chance, 0, 1);
  }

  /** Half the time. */
  public static Translate upTo(double share) {
    return new Translate(share, 0.5);
  }

  @Override
  public Affine matrix(SplitMix64 draws, int height, int width) {
    boolean used = Step.used(draws, chance);
    double right = draws.nextDouble(-share * width, share * width);
    double down = draws.nextDouble(-share * height, share * height);
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
    return "translate=" + Numbers.text(share) + Numbers.chance(chance);
  }
}
