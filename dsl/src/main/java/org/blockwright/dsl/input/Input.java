package org.blockwright.dsl.input;

import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.layer.Shape;

/**
 * An input of a network.
 *
 * @param name of the vertex
 * @param shape of one example
 * @param preprocessing of its images
 */
public record Input(String name, Shape shape, Preprocessing preprocessing) {
  public Input {
    Checks.requireName(name);
  }

  /** Creates an input with the default preprocessing, {@link Preprocessing#TF}. */
  public static Input of(String name, Shape shape) {
    return new Input(name, shape, Preprocessing.TF);
  }

  /** Creates an input of images with the default preprocessing. */
  public static Input of(String name, int height, int width, int channels) {
    return of(name, Shape.of(height, width, channels));
  }

  /** Sets the shape. */
  public Input shape(Shape newShape) {
    return new Input(name, newShape, preprocessing);
  }

  /** Sets the preprocessing. */
  public Input preprocessing(Preprocessing newPreprocessing) {
    return new Input(name, shape, newPreprocessing);
  }
}
