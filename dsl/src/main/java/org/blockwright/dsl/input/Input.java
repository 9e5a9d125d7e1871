package org.blockwright.dsl.input;

import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.layer.Shape;

/**
 * An input of a network.
 *
 * @param name of the vertex
 * @param shape of one example
 * @param explicitPreprocessing of its images; empty if it follows from the weights
 */
public record Input(String name, Shape shape, Optional<Preprocessing> explicitPreprocessing) {
  public Input {
    Checks.requireName(name);
  }

  /** Creates an input with a preprocessing. */
  public Input(String name, Shape shape, Preprocessing preprocessing) {
    this(name, shape, Optional.of(preprocessing));
  }

  /** Creates an input whose preprocessing follows from the weights. */
  public static Input of(String name, Shape shape) {
    return new Input(name, shape, Optional.empty());
  }

  /** Creates an input of images whose preprocessing follows from the weights. */
  public static Input of(String name, int height, int width, int channels) {
    return of(name, Shape.of(height, width, channels));
  }

  /** Sets the shape. */
  public Input shape(Shape newShape) {
    return new Input(name, newShape, explicitPreprocessing);
  }

  /** Sets the preprocessing. */
  public Input preprocessing(Preprocessing newPreprocessing) {
    return new Input(name, shape, newPreprocessing);
  }

  /** Returns the preprocessing; {@link Preprocessing#DEFAULT} if none is set. */
  public Preprocessing preprocessing() {
    return explicitPreprocessing.orElse(Preprocessing.DEFAULT);
  }
}
