package org.blockwright.dsl.input;

import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.Shape;

/**
 * A place where a network takes something in.
 *
 * @param name of the vertex; layers read it by this name
 * @param shape of one example
 * @param preprocessing what is done to a picture before it comes here
 */
public record Input(String name, Shape shape, Preprocessing preprocessing) {
  public Input {
    Problems.requireName(name);
  }

  /** An input without a wish of its own for its pictures. */
  public static Input of(String name, Shape shape) {
    return new Input(name, shape, Preprocessing.TF);
  }

  /** An input for pictures of so many rows, columns and channels. */
  public static Input of(String name, int height, int width, int channels) {
    return of(name, Shape.of(height, width, channels));
  }

  public Input shape(Shape other) {
    return new Input(name, other, preprocessing);
  }

  public Input preprocessing(Preprocessing other) {
    return new Input(name, shape, other);
  }
}
