package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Applies a Gaussian blur with a kernel of 2 * radius + 1 pixels and standard deviation radius / 2;
 * the image is mirrored at its edges.
 *
 * @param radius 1 or 2
 * @param probability the probability of applying the step, 0-1
 */
public record Blur(int radius, double probability) implements PixelStep {
  public Blur {
    AugmentProblems.requireRange("blur: the radius", radius, 1, 2);
    AugmentProblems.requireProbability("blur", probability);
  }

  /** Blurs with probability 0.5. */
  public static Blur of(int radius) {
    return new Blur(radius, DEFAULT_PROBABILITY);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    if (!Step.isApplied(random, probability)) {
      return image;
    }
    int h = image.height();
    int w = image.width();
    int c = image.channels();
    float[] horizontal = convolve(image.samples(), w, c, h, w * c, c);
    float[] both = convolve(horizontal, h, w * c, w, c, c);
    return Image.of(h, w, c, both);
  }

  /**
   * Convolves in one direction.
   *
   * @param length the pixels of a line
   * @param step the distance between the pixels of a line, in samples
   * @param lines the number of lines
   * @param nextLine the distance between lines, in samples
   */
  private float[] convolve(
      float[] in, int length, int step, int lines, int nextLine, int channels) {
    double[] kernel = kernel();
    float[] out = new float[in.length];
    for (int line = 0; line < lines; line++) {
      for (int i = 0; i < length; i++) {
        for (int k = 0; k < channels; k++) {
          double sum = 0;
          for (int t = -radius; t <= radius; t++) {
            int source = Fill.REFLECT.sourceIndex(i + t, length);
            sum += kernel[t + radius] * in[line * nextLine + source * step + k];
          }
          out[line * nextLine + i * step + k] = (float) sum;
        }
      }
    }
    return out;
  }

  private double[] kernel() {
    double sigma = radius / 2.0;
    double[] kernel = new double[2 * radius + 1];
    double sum = 0;
    for (int t = -radius; t <= radius; t++) {
      kernel[t + radius] = Math.exp(-t * t / (2 * sigma * sigma));
      sum += kernel[t + radius];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  @Override
  public StepType type() {
    return StepType.BLUR;
  }

  @Override
  public String text() {
    return type().text(probability, (double) radius);
  }
}
