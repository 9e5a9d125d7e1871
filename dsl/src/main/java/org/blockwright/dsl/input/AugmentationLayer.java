package org.blockwright.dsl.input;

import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.Shape;

/**
 * One step of what is done to a batch of pictures while training, within the model: the article's
 * ImageAugmentationLayer. Plain data; each picture draws anew.
 */
public sealed interface AugmentationLayer
    permits AugmentationLayer.Flip,
        AugmentationLayer.RandomCrop,
        AugmentationLayer.Rotate,
        AugmentationLayer.Shift,
        AugmentationLayer.Noise {

  /** The shape behind it. */
  default Shape output(Shape input) {
    return input;
  }

  /**
   * Mirrors pictures.
   *
   * @param horizontal how probable it is that left and right change sides
   * @param vertical how probable it is that a picture is turned upside down
   */
  record Flip(double horizontal, double vertical) implements AugmentationLayer {
    public Flip {
      Problems.require(
          isProbability(horizontal),
          () -> Problems.invalidProbability("reflect", "leftRight", horizontal));
      Problems.require(
          isProbability(vertical),
          () -> Problems.invalidProbability("reflect", "topBottom", vertical));
    }

    private static boolean isProbability(double p) {
      return p >= 0 && p <= 1;
    }
  }

  /** A part of this size at a random place; outside of training the part in the middle. */
  record RandomCrop(int height, int width) implements AugmentationLayer {
    public RandomCrop {
      int least = Math.min(height, width);
      Problems.require(least >= 1, () -> Problems.belowMinimum("randomCrop", "side", 1, least));
    }

    @Override
    public Shape output(Shape input) {
      Problems.require(
          input.height() >= height && input.width() >= width,
          () -> Problems.cropLargerThanInput(height, width, input));
      return Shape.of(height, width, input.channels());
    }
  }

  /**
   * Turns by up to so many degrees to either side; what comes in from outside is the nearest edge.
   */
  record Rotate(double degrees) implements AugmentationLayer {
    public Rotate {
      Problems.require(
          degrees >= 0 && degrees <= 180,
          () -> Problems.outOfRange("rotate", "degrees", 0, 180, degrees));
    }
  }

  /** Moves by up to this share of the sides; what comes in from outside is the nearest edge. */
  record Shift(double height, double width) implements AugmentationLayer {
    public Shift {
      double most = Math.max(height, width);
      double least = Math.min(height, width);
      Problems.require(
          least >= 0 && most <= 1,
          () -> Problems.outOfRange("shift", "share", 0, 1, least < 0 ? least : most));
    }
  }

  /**
   * Adds to each value a normally distributed number.
   *
   * @param std in the samples' unit of 0-255, whatever the preprocessing makes of it
   */
  record Noise(double std) implements AugmentationLayer {
    public Noise {
      Problems.require(
          std >= 0 && std <= 255, () -> Problems.outOfRange("noise", "deviation", 0, 255, std));
    }
  }
}
