package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Moves all samples from (above 1) or towards the image's mean gray by a factor uniform in low ..
 * high.
 *
 * @param low the smallest factor, 0-10
 * @param high the largest factor, 0-10
 * @param probability how often it is used, 0-1
 */
public record Contrast(double low, double high, double probability) implements PixelStep {
  public Contrast {
    AugmentProblems.checkRange("contrast: low", low, 0, 10);
    AugmentProblems.checkRange("contrast: high", high, 0, 10);
    AugmentProblems.checkOrdered("contrast", low, high);
    AugmentProblems.checkRange("contrast: the probability", probability, 0, 1);
  }

  /** Half the time. */
  public static Contrast between(double low, double high) {
    return new Contrast(low, high, 0.5);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    boolean used = Step.isApplied(random, probability);
    double factor = random.nextDouble(low, high);
    if (!used || factor == 1) {
      return image;
    }
    double mean = 0;
    float[] gray = image.gray().samples();
    for (float g : gray) {
      mean += g;
    }
    mean /= gray.length;
    float[] out = image.samples();
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) ((out[i] - mean) * factor + mean);
    }
    return Image.of(image.height(), image.width(), image.channels(), out);
  }

  @Override
  public String name() {
    return "contrast";
  }

  @Override
  public int index() {
    return 8;
  }

  @Override
  public String text() {
    return "contrast="
        + Numbers.text(low)
        + ":"
        + Numbers.text(high)
        + Numbers.probabilitySuffix(probability);
  }
}
