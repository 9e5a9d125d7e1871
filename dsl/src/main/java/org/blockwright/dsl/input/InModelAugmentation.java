package org.blockwright.dsl.input;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.layer.Shape;

/**
 * The augmentation steps that images pass while training, in order, before the first layer. They
 * are part of the description, but not layers of the ComputationGraph; without training, only
 * random crops are applied, at the center.
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
   * Returns the shape that the first layer receives.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if a step cannot be applied to
   *     the input
   */
  public Shape output(Shape input) {
    Checks.require(isEmpty() || input.isFeatureMap(), () -> InputProblems.needsImages(input));
    Shape shape = input;
    for (AugmentationLayer step : steps) {
      shape = step.output(shape);
    }
    return shape;
  }
}
