package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Problems;

/**
 * What is done to the pictures of a network while training, step by step, before the first layer.
 * It is kept in the description and is no layer of the ComputationGraph; outside of training only
 * the size of a random crop remains, taken from the middle.
 */
public record Augmenting(List<Augment> steps) {
  public static final Augmenting NONE = new Augmenting(List.of());

  public Augmenting {
    steps = ImmutableList.copyOf(steps);
  }

  public static Augmenting of(Augment... steps) {
    return new Augmenting(List.of(steps));
  }

  public boolean isEmpty() {
    return steps.isEmpty();
  }

  /**
   * The shape that the first layer sees.
   *
   * @throws org.blockwright.base.DescriptionException where a step cannot be done to the input
   */
  public Shape output(Shape input) {
    Problems.require(isEmpty() || input.map(), () -> Problems.needsPictures(input));
    Shape shape = input;
    for (Augment step : steps) {
      shape = step.output(shape);
    }
    return shape;
  }
}
