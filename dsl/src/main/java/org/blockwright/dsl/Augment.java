package org.blockwright.dsl;

import org.blockwright.dsl.check.Problems;

/**
 * One step of what is done to a batch of pictures while training, within the model: the article's
 * ImageAugmentationLayer. Plain data; each picture draws anew.
 */
public sealed interface Augment
    permits Augment.Reflect, Augment.RandomCrop, Augment.Rotate, Augment.Shift, Augment.Noise {

  /** The shape behind it. */
  default Shape output(Shape input) {
    return input;
  }

  /**
   * Mirrors pictures.
   *
   * @param leftRight how probable it is that left and right change sides
   * @param topBottom how probable it is that a picture is turned upside down
   */
  record Reflect(double leftRight, double topBottom) implements Augment {
    public Reflect {
      Problems.require(
          probability(leftRight), () -> Problems.probability("reflect", "leftRight", leftRight));
      Problems.require(
          probability(topBottom), () -> Problems.probability("reflect", "topBottom", topBottom));
    }

    private static boolean probability(double p) {
      return p >= 0 && p <= 1;
    }
  }

  /** A part of this size at a random place; outside of training the part in the middle. */
  record RandomCrop(int height, int width) implements Augment {
    public RandomCrop {
      int least = Math.min(height, width);
      Problems.require(least >= 1, () -> Problems.number("randomCrop", "side", 1, least));
    }

    @Override
    public Shape output(Shape input) {
      Problems.require(
          input.height() >= height && input.width() >= width,
          () -> Problems.cropBeyond(height, width, input));
      return Shape.of(height, width, input.channels());
    }
  }

  /**
   * Turns by up to so many degrees to either side; what comes in from outside is the nearest edge.
   */
  record Rotate(double degrees) implements Augment {
    public Rotate {
      Problems.require(
          degrees >= 0 && degrees <= 180,
          () -> Problems.range("rotate", "degrees", 0, 180, degrees));
    }
  }

  /** Moves by up to this share of the sides; what comes in from outside is the nearest edge. */
  record Shift(double height, double width) implements Augment {
    public Shift {
      double most = Math.max(height, width);
      double least = Math.min(height, width);
      Problems.require(
          least >= 0 && most <= 1,
          () -> Problems.range("shift", "share", 0, 1, least < 0 ? least : most));
    }
  }

  /**
   * Adds to each value a normally distributed number.
   *
   * @param deviation in the samples' unit of 0-255, whatever the preprocessing makes of it
   */
  record Noise(double deviation) implements Augment {
    public Noise {
      Problems.require(
          deviation >= 0 && deviation <= 255,
          () -> Problems.range("noise", "deviation", 0, 255, deviation));
    }
  }
}
