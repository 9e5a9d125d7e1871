package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Changes brightness, contrast, saturation and hue at random, with the operations and ranges of
 * torchvision's {@code ColorJitter}, in the fixed order of Keras's {@code RandomColorJitter}. The
 * factors are uniform in 1 - change .. 1 + change, the hue shift in -hue .. hue; samples are
 * clipped to 0-255 after each operation. Saturation and hue of gray images do not change.
 *
 * @param brightness the largest change of the brightness factor, 0-1
 * @param contrast the largest change of the contrast factor, 0-1
 * @param saturation the largest change of the saturation factor, 0-1
 * @param hue the largest hue shift as a fraction of the color circle, 0-0.5
 * @param probability the probability of applying the step, 0-1
 */
public record ColorJitter(
    double brightness, double contrast, double saturation, double hue, double probability)
    implements PixelStep {
  public ColorJitter {
    AugmentProblems.requireRange("color-jitter: the brightness", brightness, 0, 1);
    AugmentProblems.requireRange("color-jitter: the contrast", contrast, 0, 1);
    AugmentProblems.requireRange("color-jitter: the saturation", saturation, 0, 1);
    AugmentProblems.requireRange("color-jitter: the hue", hue, 0, 0.5);
    AugmentProblems.requireProbability("color-jitter", probability);
  }

  /** Changes colors with probability 0.5. */
  public static ColorJitter upTo(
      double brightness, double contrast, double saturation, double hue) {
    return new ColorJitter(brightness, contrast, saturation, hue, DEFAULT_PROBABILITY);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    boolean applied = Step.isApplied(random, probability);
    double brightnessFactor = random.nextDouble(1 - brightness, 1 + brightness);
    double contrastFactor = random.nextDouble(1 - contrast, 1 + contrast);
    double saturationFactor = random.nextDouble(1 - saturation, 1 + saturation);
    double hueShift = random.nextDouble(-hue, hue);
    if (!applied) {
      return image;
    }
    int channels = image.channels();
    float[] samples = image.samples();
    Colors.adjustBrightness(samples, brightnessFactor);
    Colors.clip(samples);
    Colors.adjustContrast(samples, channels, contrastFactor);
    Colors.clip(samples);
    Colors.adjustSaturation(samples, channels, saturationFactor);
    Colors.clip(samples);
    Colors.shiftHue(samples, channels, hueShift);
    return Image.of(image.height(), image.width(), channels, samples);
  }

  @Override
  public StepType type() {
    return StepType.COLOR_JITTER;
  }

  @Override
  public String text() {
    return type().text(probability, brightness, contrast, saturation, hue);
  }
}
