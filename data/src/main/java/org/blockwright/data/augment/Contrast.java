package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Multiplies the differences of all samples from the mean gray of the image by a factor that is
 * uniform in low .. high.
 *
 * @param low the smallest factor, 0-10
 * @param high the largest factor, 0-10
 * @param probability the probability of applying the step, 0-1
 */
public record Contrast(double low, double high, double probability) implements PixelStep {
  public Contrast {
    AugmentProblems.requireRange("contrast: low", low, 0, 10);
    AugmentProblems.requireRange("contrast: high", high, 0, 10);
    AugmentProblems.requireOrdered("contrast", low, high);
    AugmentProblems.requireProbability("contrast", probability);
  }

  /** Changes the contrast with probability 0.5. */
  public static Contrast between(double low, double high) {
    return new Contrast(low, high, DEFAULT_PROBABILITY);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    boolean applied = Step.isApplied(random, probability);
    double factor = random.nextDouble(low, high);
    if (!applied || factor == 1) {
      return image;
    }
    float[] samples = image.samples();
    Colors.adjustContrast(samples, image.channels(), factor);
    return Image.of(image.height(), image.width(), image.channels(), samples);
  }

  @Override
  public StepType type() {
    return StepType.CONTRAST;
  }

  @Override
  public String text() {
    return type().text(probability, low, high);
  }
}
