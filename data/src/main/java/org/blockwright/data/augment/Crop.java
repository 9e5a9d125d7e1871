package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.Resize;

/**
 * Cuts out a box whose sides are one fraction, uniform in low .. high, of the image's, at a uniform
 * place, and brings it back to the image's size. Sides are rounded, at least one pixel.
 *
 * @param low the smallest fraction, above 0
 * @param high the largest fraction, at most 1
 * @param probability how often it is used, 0-1
 */
public record Crop(double low, double high, double probability) implements PixelStep {
  public Crop {
    AugmentProblems.checkRange("crop: low", low, 0.01, 1);
    AugmentProblems.checkRange("crop: high", high, 0.01, 1);
    AugmentProblems.checkOrdered("crop", low, high);
    AugmentProblems.checkRange("crop: the probability", probability, 0, 1);
  }

  /** Half the time. */
  public static Crop between(double low, double high) {
    return new Crop(low, high, 0.5);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    boolean used = Step.isApplied(random, probability);
    double fraction = random.nextDouble(low, high);
    int rows = sideLength(fraction, image.height());
    int columns = sideLength(fraction, image.width());
    int left = random.nextInt(image.width() - columns + 1);
    int top = random.nextInt(image.height() - rows + 1);
    if (!used || rows == image.height() && columns == image.width()) {
      return image;
    }
    Image box = image.crop(top, left, rows, columns);
    return Resize.bilinear(box, image.height(), image.width());
  }

  private static int sideLength(double fraction, int full) {
    return Math.max(1, (int) Math.round(fraction * full));
  }

  @Override
  public String name() {
    return "crop";
  }

  @Override
  public int index() {
    return 4;
  }

  @Override
  public String text() {
    return "crop="
        + Numbers.text(low)
        + ":"
        + Numbers.text(high)
        + Numbers.probabilitySuffix(probability);
  }
}
