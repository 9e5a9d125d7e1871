package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Adds Gaussian noise.
 *
 * @param std the standard deviation of the noise, for samples of 0-255; 0-255
 * @param perChannel whether each channel gets independent noise; otherwise all channels of a pixel
 *     get the same
 * @param probability the probability of applying the step, 0-1
 */
public record Noise(double std, boolean perChannel, double probability) implements PixelStep {
  public Noise {
    AugmentProblems.requireRange("noise: the standard deviation", std, 0, 255);
    AugmentProblems.requireProbability("noise", probability);
  }

  /** Adds gray noise with probability 0.5. */
  public static Noise of(double std) {
    return new Noise(std, false, DEFAULT_PROBABILITY);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    if (!Step.isApplied(random, probability) || std == 0) {
      return image;
    }
    int channels = image.channels();
    int run = perChannel ? 1 : channels;
    float[] samples = image.samples();
    // The Box-Muller transform gives two values at a time: first the cosine, then the sine.
    for (int i = 0; i < samples.length; i += 2 * run) {
      double radius = std * Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      add(samples, i, run, radius * Math.cos(angle));
      add(samples, i + run, run, radius * Math.sin(angle));
    }
    return Image.of(image.height(), image.width(), channels, samples);
  }

  private static void add(float[] samples, int from, int run, double value) {
    for (int i = from; i < Math.min(from + run, samples.length); i++) {
      samples[i] += (float) value;
    }
  }

  @Override
  public StepType type() {
    return StepType.NOISE;
  }

  @Override
  public String text() {
    return type().text(probability, std, perChannel ? "channel" : "");
  }
}
