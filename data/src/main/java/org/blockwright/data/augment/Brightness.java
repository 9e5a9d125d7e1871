package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Multiplies all samples by a factor that is uniform in low .. high.
 *
 * @param low the smallest factor, 0-10
 * @param high the largest factor, 0-10
 * @param probability the probability of applying the step, 0-1
 */
public record Brightness(double low, double high, double probability) implements PixelStep {
  public Brightness {
    AugmentProblems.requireRange("brightness: low", low, 0, 10);
    AugmentProblems.requireRange("brightness: high", high, 0, 10);
    AugmentProblems.requireOrdered("brightness", low, high);
    AugmentProblems.requireProbability("brightness", probability);
  }

  /** Changes the brightness with probability 0.5. */
  public static Brightness between(double low, double high) {
    return new Brightness(low, high, DEFAULT_PROBABILITY);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    boolean applied = Step.isApplied(random, probability);
    double factor = random.nextDouble(low, high);
    if (!applied || factor == 1) {
      return image;
    }
    float[] samples = image.samples();
    Colors.adjustBrightness(samples, factor);
    return Image.of(image.height(), image.width(), image.channels(), samples);
  }

  @Override
  public StepType type() {
    return StepType.BRIGHTNESS;
  }

  @Override
  public String text() {
    return type().text(probability, low, high);
  }
}
