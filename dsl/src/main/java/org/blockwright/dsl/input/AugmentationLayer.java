package org.blockwright.dsl.input;

import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.layer.Shape;

/**
 * One augmentation step within the model, applied to batches while training: the article's
 * ImageAugmentationLayer. Plain data; the random values are drawn for each image.
 */
public sealed interface AugmentationLayer
    permits AugmentationLayer.Flip,
        AugmentationLayer.RandomCrop,
        AugmentationLayer.Rotate,
        AugmentationLayer.Shift,
        AugmentationLayer.Noise {

  /** Returns the shape after this step. */
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
          () -> NumberProblems.invalidProbability("flip", "horizontal", horizontal));
      Checks.require(
          isProbability(vertical), () -> NumberProblems.invalidProbability("flip", "vertical", vertical));
    }

    private static boolean isProbability(double p) {
      return p >= 0 && p <= 1;
    }
  }

  /** Crops to this size at a random position while training, else at the center. */
  record RandomCrop(int height, int width) implements AugmentationLayer {
    public RandomCrop {
      int smaller = Math.min(height, width);
      Checks.require(smaller >= 1, () -> NumberProblems.belowMinimum("randomCrop", "size", 1, smaller));
    }

    @Override
    public Shape output(Shape input) {
      Checks.require(
          input.height() >= height && input.width() >= width,
          () -> InputProblems.cropLargerThanInput(height, width, input));
      return Shape.of(height, width, input.channels());
    }
  }

  /**
   * Rotates by a random angle; pixels from outside of the image are those of the nearest edge.
   *
   * @param degrees largest angle in either direction, 0 to 180
   */
  record Rotate(double degrees) implements AugmentationLayer {
    public Rotate {
      Checks.require(
          degrees >= 0 && degrees <= 180,
          () -> NumberProblems.outOfRange("rotate", "degrees", 0, 180, degrees));
    }
  }

  /**
   * Shifts by a random distance; pixels from outside of the image are those of the nearest edge.
   *
   * @param height largest vertical shift as a fraction of the height, 0 to 1
   * @param width largest horizontal shift as a fraction of the width, 0 to 1
   */
  record Shift(double height, double width) implements AugmentationLayer {
    public Shift {
      double larger = Math.max(height, width);
      double smaller = Math.min(height, width);
      Checks.require(
          smaller >= 0 && larger <= 1,
          () -> NumberProblems.outOfRange("shift", "fraction", 0, 1, smaller < 0 ? smaller : larger));
    }
  }

  /**
   * Adds Gaussian noise to each value.
   *
   * @param std standard deviation for values of 0-255, before preprocessing
   */
  record Noise(double std) implements AugmentationLayer {
    public Noise {
      Checks.require(
          std >= 0 && std <= 255, () -> NumberProblems.outOfRange("noise", "std", 0, 255, std));
    }
  }
}
