package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.Resize;

/**
 * Cuts out a box whose sides are one share, uniform in low .. high, of the picture's, at a uniform
 * place, and brings it back to the picture's size. Sides are rounded, at least one pixel.
 *
 * @param low the smallest share, above 0
 * @param high the largest share, at most 1
 * @param probability how often it is used, 0-1
 */
public record Crop(double low, double high, double probability) implements PixelStep {
  public Crop {
    AugmentProblems.checkRange("crop: low", low, 0.01, 1);
    AugmentProblems.checkRange("crop: high", high, 0.01, 1);
    AugmentProblems.checkOrdered("crop", low, high);
    AugmentProblems.checkRange("crop: the chance", probability, 0, 1);
  }

  /** Half the time. */
  public static Crop between(double low, double high) {
    return new Crop(low, high, 0.5);
  }

  @Override
  public Image apply(Image picture, SplitMix64 draws) {
    boolean used = Step.isApplied(draws, probability);
    double share = draws.nextDouble(low, high);
    int rows = sideLength(share, picture.height());
    int columns = sideLength(share, picture.width());
    int left = draws.nextInt(picture.width() - columns + 1);
    int top = draws.nextInt(picture.height() - rows + 1);
    if (!used || rows == picture.height() && columns == picture.width()) {
      return picture;
    }
    Image box = picture.crop(top, left, rows, columns);
    return Resize.bilinear(box, picture.height(), picture.width());
  }

  private static int sideLength(double share, int full) {
    return Math.max(1, (int) Math.round(share * full));
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
