package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Gaussian blur of 2r+1 taps with sigma r/2, the border mirrored.
 *
 * @param radius r, 1 or 2
 * @param probability how often it is used, 0-1
 */
public record Blur(int radius, double probability) implements PixelStep {
  public Blur {
    AugmentProblems.checkRange("blur: the radius", radius, 1, 2);
    AugmentProblems.checkRange("blur: the probability", probability, 0, 1);
  }

  /** Half the time. */
  public static Blur of(int radius) {
    return new Blur(radius, 0.5);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    if (!Step.isApplied(random, probability)) {
      return image;
    }
    int h = image.height();
    int w = image.width();
    int c = image.channels();
    float[] across = convolve(image.samples(), w, c, h, w * c, c);
    float[] both = convolve(across, h, w * c, w, c, c);
    return Image.of(h, w, c, both);
  }

  /** One direction: {@code lines} lines of {@code length} pixels, each {@code step} apart. */
  private float[] convolve(
      float[] in, int length, int step, int lines, int nextLine, int channels) {
    double[] taps = kernel();
    float[] out = new float[in.length];
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < length; i++) {
        for (int k = 0; k < channels; k++) {
          double sum = 0;
          for (int t = -radius; t <= radius; t++) {
            int place = Fill.REFLECT.sourceIndex(i + t, length);
            sum += taps[t + radius] * in[line * nextLine + place * step + k];
          }
          out[line * nextLine + i * step + k] = (float) sum;
        }
      }
    }
    return out;
  }

  private double[] kernel() {
    double sigma = radius / 2.0;
    double[] taps = new double[2 * radius + 1];
    double sum = 0;
    for (int t = -radius; t <= radius; t++) {
      taps[t + radius] = Math.exp(-t * t / (2 * sigma * sigma));
      sum += taps[t + radius];
    }
    for (int i = 0; i < taps.length; i++) {
      taps[i] /= sum;
    }
    return taps;
  }

  @Override
  public String name() {
    return "blur";
  }

  @Override
  public int index() {
    return 6;
  }

  @Override
  public String text() {
    return "blur=" + radius + Numbers.probabilitySuffix(probability);
  }
}
