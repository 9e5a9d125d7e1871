package org.blockwright.data.augment;

import java.util.Arrays;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Erases a box (Zhong et al., "Random Erasing Data Augmentation", arXiv:1708.04896). Its fraction
 * of the image area is uniform in low .. high, the logarithm of its aspect ratio (height by width)
 * is uniform between those of 0.3 and 3.3. If ten boxes do not fit into the image, nothing is
 * erased.
 *
 * @param low the smallest fraction of the area, 0.001-0.999
 * @param high the largest fraction of the area, 0.001-0.999
 * @param fill the samples of the box
 * @param probability the probability of applying the step, 0-1
 */
public record Erase(double low, double high, Fill fill, double probability) implements PixelStep {
  private static final double LOG_ASPECT_MIN = Math.log(0.3);
  private static final double LOG_ASPECT_MAX = Math.log(3.3);
  private static final int MAX_ATTEMPTS = 10;

  /** The samples of an erased box. */
  public enum Fill {
    BLACK("black"),
    /** The mean of each channel of the image. */
    MEAN("mean"),
    /** Samples uniform in 0-255, the same in all channels of a pixel. */
    NOISE("noise");

    private final String id;

    Fill(String id) {
      this.id = id;
    }

    static Fill of(String id) {
      return Arrays.stream(values()).filter(r -> r.id.equals(id)).findFirst().orElseThrow();
    }

    @Override
    public String toString() {
      return id;
    }
  }

  public Erase {
    AugmentProblems.requireRange("erase: low", low, 0.001, 0.999);
    AugmentProblems.requireRange("erase: high", high, 0.001, 0.999);
    AugmentProblems.requireOrdered("erase", low, high);
    AugmentProblems.requireProbability("erase", probability);
  }

  /** Erases a black box with probability 0.5. */
  public static Erase between(double low, double high) {
    return new Erase(low, high, Fill.BLACK, DEFAULT_PROBABILITY);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    if (!Step.isApplied(random, probability)) {
      return image;
    }
    int h = image.height();
    int w = image.width();
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      double area = random.nextDouble(low, high) * h * w;
      double aspect = Math.exp(random.nextDouble(LOG_ASPECT_MIN, LOG_ASPECT_MAX));
      int rows = (int) Math.round(Math.sqrt(area * aspect));
      int columns = (int) Math.round(Math.sqrt(area / aspect));
      if (rows >= 1 && columns >= 1 && rows <= h && columns <= w) {
        int left = random.nextInt(w - columns + 1);
        int top = random.nextInt(h - rows + 1);
        return eraseBox(image, random, top, left, rows, columns);
      }
    }
    return image;
  }

  private Image eraseBox(Image image, SplitMix64 random, int top, int left, int rows, int columns) {
    int channels = image.channels();
    float[] out = image.samples();
    float[] mean = fill == Fill.MEAN ? mean(out, channels) : new float[channels];
    for (int y = top; y < top + rows; y++) {
      for (int x = left; x < left + columns; x++) {
        float noise = fill == Fill.NOISE ? (float) random.nextDouble(0, 255) : 0;
        for (int k = 0; k < channels; k++) {
          out[(y * image.width() + x) * channels + k] = fill == Fill.NOISE ? noise : mean[k];
        }
      }
    }
    return Image.of(image.height(), image.width(), channels, out);
  }

  private static float[] mean(float[] samples, int channels) {
    double[] sums = new double[channels];
    for (int i = 0; i < samples.length; i++) {
      sums[i % channels] += samples[i];
    }
    float[] mean = new float[channels];
    for (int k = 0; k < channels; k++) {
      mean[k] = (float) (sums[k] * channels / samples.length);
    }
    return mean;
  }

  @Override
  public StepType type() {
    return StepType.ERASE;
  }

  @Override
  public String text() {
    return type().text(probability, low, high, fill == Fill.BLACK ? "" : fill.toString());
  }
}
