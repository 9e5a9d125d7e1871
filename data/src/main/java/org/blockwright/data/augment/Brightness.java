package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Multiplies all samples by a factor uniform in low .. high.
 *
 * @param low the smallest factor, 0-10
 * @param high the largest factor, 0-10
 * @param probability how often it is used, 0-1
 */
public record Brightness(double low, double high, double probability) implements PixelStep {
  public Brightness {
    AugmentProblems.checkRange("brightness: low", low, 0, 10);
    AugmentProblems.checkRange("brightness: high", high, 0, 10);
    AugmentProblems.checkOrdered("brightness", low, high);
    AugmentProblems.checkRange("brightness: the probability", probability, 0, 1);
  }

  /** Half the time. */
  public static Brightness between(double low, double high) {
    return new Brightness(low, high, 0.5);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    boolean used = Step.isApplied(random, probability);
    double factor = random.nextDouble(low, high);
    if (!used || factor == 1) {
      return image;
    }
    float[] out = image.samples();
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (out[i] * factor);
    }
    return Image.of(image.height(), image.width(), image.channels(), out);
  }

  @Override
  public String name() {
    return "brightness";
  }

  @Override
  public int index() {
    return 7;
  }

  @Override
  public String text() {
    return "brightness="
        + Numbers.text(low)
        + ":"
        + Numbers.text(high)
        + Numbers.probabilitySuffix(probability);
  }
}
