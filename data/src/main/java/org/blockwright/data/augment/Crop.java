package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.Resize;

/**
 * Crops a box at a uniform position and resizes it to the image size. Its height and width are the
 * same fraction, uniform in low .. high, of those of the image, rounded to at least one pixel.
 *
 * @param low the smallest fraction, 0.01-1
 * @param high the largest fraction, 0.01-1
 * @param probability the probability of applying the step, 0-1
 */
public record Crop(double low, double high, double probability) implements PixelStep {
  public Crop {
    AugmentProblems.requireRange("crop: low", low, 0.01, 1);
    AugmentProblems.requireRange("crop: high", high, 0.01, 1);
    AugmentProblems.requireOrdered("crop", low, high);
    AugmentProblems.requireProbability("crop", probability);
  }

  /** Crops with probability 0.5. */
  public static Crop between(double low, double high) {
    return new Crop(low, high, DEFAULT_PROBABILITY);
  }

  @Override
  public Image apply(Image image, SplitMix64 random) {
    boolean applied = Step.isApplied(random, probability);
    double fraction = random.nextDouble(low, high);
    int rows = sideLength(fraction, image.height());
    int columns = sideLength(fraction, image.width());
    int left = random.nextInt(image.width() - columns + 1);
    int top = random.nextInt(image.height() - rows + 1);
    if (!applied || rows == image.height() && columns == image.width()) {
      return image;
    }
    Image box = image.crop(top, left, rows, columns);
    return Resize.bilinear(box, image.height(), image.width());
  }

  private static int sideLength(double fraction, int full) {
    return Math.max(1, (int) Math.round(fraction * full));
  }

  @Override
  public StepType type() {
    return StepType.CROP;
  }

  @Override
  public String text() {
    return type().text(probability, low, high);
  }
}
