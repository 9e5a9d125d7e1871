package org.blockwright.data.augment;

import java.util.Locale;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/**
 * Erases a box (Zhong et al., "Random Erasing Data Augmentation", arXiv:1708.04896): its fraction
 * of the area and the logarithm of its aspect, height by width, 0.3 to 3.3, are uniform; after ten
 * tries that do not fit nothing is erased.
 *
 * @param low the smallest fraction of the area, above 0
 * @param high the largest fraction of the area, below 1
 * @param replacement what is put there
 * @param probability how often it is used, 0-1
 */
public record Erase(double low, double high, Replacement replacement, double probability)
    implements PixelStep {
  private static final double LOG_ASPECT_MIN = Math.log(0.3);
  private static final double LOG_ASPECT_MAX = Math.log(3.3);
  private static final int MAX_ATTEMPTS = 10;

  /** What is put into the box. */
  public enum Replacement {
    BLACK,
    /** The image's mean, channel by channel. */
    MEAN,
    /** Samples uniform in 0-255, one draw a pixel. */
    NOISE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Erase {
    AugmentProblems.checkRange("erase: low", low, 0.001, 0.999);
    AugmentProblems.checkRange("erase: high", high, 0.001, 0.999);
    AugmentProblems.checkOrdered("erase", low, high);
    AugmentProblems.checkRange("erase: the probability", probability, 0, 1);
  }

  /** Half the time, black. */
  public static Erase between(double low, double high) {
    return new Erase(low, high, Replacement.BLACK, 0.5);
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
    float[] mean = replacement == Replacement.MEAN ? mean(out, channels) : new float[channels];
    for (int y = top; y < top + rows; y++) {
      for (int x = left; x < left + columns; x++) {
        float noise = replacement == Replacement.NOISE ? (float) random.nextDouble(0, 255) : 0;
        for (int k = 0; k < channels; k++) {
          out[(y * image.width() + x) * channels + k] =
              replacement == Replacement.NOISE ? noise : mean[k];
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
  public String name() {
    return "erase";
  }

  @Override
  public int index() {
    return 9;
  }

  @Override
  public String text() {
    return "erase="
        + Numbers.text(low)
        + ":"
        + Numbers.text(high)
        + (replacement == Replacement.BLACK ? "" : ":" + replacement)
        + Numbers.probabilitySuffix(probability);
  }
}
