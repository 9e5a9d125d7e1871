package org.blockwright.dsl.input;

import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.layer.Shape;

/**
 * One augmentation step within the model, applied to each image while training: the article's
 * ImageAugmentationLayer. Plain data; the random values are drawn for each image. A step has the
 * name and the arguments of the step of {@code data.augment} that it applies, and is always
 * applied.
 */
public sealed interface AugmentationLayer
    permits AugmentationLayer.Flip,
        AugmentationLayer.RandomCrop,
        AugmentationLayer.Rotate,
        AugmentationLayer.Shear,
        AugmentationLayer.Translate,
        AugmentationLayer.ColorJitter,
        AugmentationLayer.Noise {

  /** A function of each kind of step, so that the compiler reports a kind that is not handled. */
  interface Visitor<R> {
    R flip(Flip step);

    R randomCrop(RandomCrop step);

    R rotate(Rotate step);

    R shear(Shear step);

    R translate(Translate step);

    R colorJitter(ColorJitter step);

    R noise(Noise step);
  }

  /** Calls the method of a visitor for this kind of step. */
  <R> R accept(Visitor<R> visitor);

  /**
   * Returns the shape after this step. A step may change it by cropping only: outside of training
   * images are cropped to this shape at the center, and other steps are not applied.
   */
  default Shape output(Shape input) {
    return input;
  }

  /**
   * Mirrors images.
   *
   * @param horizontal probability that left and right are swapped
   * @param vertical probability that top and bottom are swapped
   */
  record Flip(double horizontal, double vertical) implements AugmentationLayer {
    public Flip {
      Checks.require(
          isProbability(horizontal),
          () -> NumberProblems.outOfRange("flip", "horizontal", 0, 1, horizontal));
      Checks.require(
          isProbability(vertical),
          () -> NumberProblems.outOfRange("flip", "vertical", 0, 1, vertical));
    }

    private static boolean isProbability(double p) {
      return p >= 0 && p <= 1;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.flip(this);
    }
  }

  /** Crops to this size at a random position while training, else at the center. */
  record RandomCrop(int height, int width) implements AugmentationLayer {
    public RandomCrop {
      int smaller = Math.min(height, width);
      Checks.require(
          smaller >= 1, () -> NumberProblems.belowMinimum("randomCrop", "size", 1, smaller));
    }

    @Override
    public Shape output(Shape input) {
      Checks.require(
          input.height() >= height && input.width() >= width,
          () -> InputProblems.cropLargerThanInput(height, width, input));
      return Shape.of(height, width, input.channels());
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.randomCrop(this);
    }
  }

  /**
   * Rotates by a random angle; pixels from outside of the image are those of the nearest edge.
   *
   * @param degrees largest angle in either direction, 0 to 180
   */
  record Rotate(double degrees) implements AugmentationLayer {
    public Rotate {
      requireRange("rotate", "degrees", 0, 180, degrees);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.rotate(this);
    }
  }

  /**
   * Shears by random angles; pixels from outside of the image are those of the nearest edge.
   *
   * @param horizontal largest angle along the x axis in degrees, 0 to 45
   * @param vertical largest angle along the y axis in degrees, 0 to 45
   */
  record Shear(double horizontal, double vertical) implements AugmentationLayer {
    public Shear {
      requireRange("shear", "horizontal", 0, 45, horizontal);
      requireRange("shear", "vertical", 0, 45, vertical);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.shear(this);
    }
  }

  /**
   * Translates by a random distance; pixels from outside of the image are those of the nearest
   * edge.
   *
   * @param height largest vertical distance as a fraction of the height, 0 to 1
   * @param width largest horizontal distance as a fraction of the width, 0 to 1
   */
  record Translate(double height, double width) implements AugmentationLayer {
    public Translate {
      requireRange("translate", "height", 0, 1, height);
      requireRange("translate", "width", 0, 1, width);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.translate(this);
    }
  }

  /**
   * Changes brightness, contrast, saturation and hue at random, in this order.
   *
   * @param brightness largest change of the brightness factor from 1, 0 to 1
   * @param contrast largest change of the contrast factor from 1, 0 to 1
   * @param saturation largest change of the saturation factor from 1, 0 to 1
   * @param hue largest hue shift as a fraction of the color circle, 0 to 0.5
   */
  record ColorJitter(double brightness, double contrast, double saturation, double hue)
      implements AugmentationLayer {
    public ColorJitter {
      requireRange("colorJitter", "brightness", 0, 1, brightness);
      requireRange("colorJitter", "contrast", 0, 1, contrast);
      requireRange("colorJitter", "saturation", 0, 1, saturation);
      requireRange("colorJitter", "hue", 0, 0.5, hue);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.colorJitter(this);
    }
  }

  /**
   * Adds Gaussian noise to each value.
   *
   * @param std standard deviation for values of 0-255, before preprocessing
   */
  record Noise(double std) implements AugmentationLayer {
    public Noise {
      requireRange("noise", "std", 0, 255, std);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.noise(this);
    }
  }

  private static void requireRange(
      String step, String argument, Number minimum, Number maximum, double value) {
    Checks.require(
        value >= minimum.doubleValue() && value <= maximum.doubleValue(),
        () -> NumberProblems.outOfRange(step, argument, minimum, maximum, value));
  }
}
