package org.blockwright.dsl.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.Shape;

/**
 * What is done to the pictures of a network while training, step by step, before the first layer.
 * It is kept in the description and is no layer of the ComputationGraph; outside of training only
 * the size of a random crop remains, taken from the middle.
 */
public record InModelAugmentation(List<AugmentationLayer> steps) {
  public static final InModelAugmentation NONE = new InModelAugmentation(List.of());

  public InModelAugmentation {
    steps = ImmutableList.copyOf(steps);
  }

  public static InModelAugmentation of(AugmentationLayer... steps) {
    return new InModelAugmentation(List.of(steps));
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
    Problems.require(isEmpty() || input.isFeatureMap(), () -> Problems.needsImages(input));
    Shape shape = input;
    for (AugmentationLayer step : steps) {
      shape = step.output(shape);
    }
    return shape;
  }
}
