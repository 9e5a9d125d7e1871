package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Adds normal noise.
 *
 * @param sigma its standard deviation in samples, 0-50
 * @param perChannel whether each channel has noise of its own; else one draw a pixel
 * @param probability how often it is used, 0-1
 */
public record Noise(double sigma, boolean perChannel, double probability) implements PixelStep {
  public Noise {
    AugmentProblems.checkRange("noise: sigma", sigma, 0, 50);
    AugmentProblems.checkRange("noise: the probability", probability, 0, 1);
  }

  /** Half the time, gray noise. */
  public static Noise of(double sigma) {
    return new Noise(sigma, false, 0.5);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    if (!Step.isApplied(random, probability) || sigma == 0) {
      return image;
    }
    int channels = image.channels();
    int run = perChannel ? 1 : channels;
    float[] out = image.samples();
    // Box and Muller give two deviates at a time: the cosine first, then the sine.
    for (int i = 0; i < out.length; i += 2 * run) {
      double radius = sigma * Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      double angle = 2 * Math.PI * random.nextDouble();
      add(out, i, run, radius * Math.cos(angle));
      add(out, i + run, run, radius * Math.sin(angle));
    }
    return Image.of(image.height(), image.width(), channels, out);
  }

  private static void add(float[] out, int from, int run, double value) {
    for (int i = from; i < Math.min(from + run, out.length); i++) {
      out[i] += (float) value;
    }
  }

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public int index() {
    return 5;
  }

  @Override
  public String text() {
    return "noise="
        + Numbers.text(sigma)
        + (perChannel ? ":channel" : "")
        + Numbers.probabilitySuffix(probability);
  }
}
