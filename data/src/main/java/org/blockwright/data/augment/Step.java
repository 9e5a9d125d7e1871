package org.blockwright.data.augment;

import java.util.function.Function;
import org.blockwright.base.SplitMix64;

/**
 * A step of an {@link Augmentation}. Each step draws from its own random generator: first whether
 * it is applied, then its parameters, whether it is applied or not. So removing a step does not
 * change the draws of the others.
 */
public sealed interface Step permits GeometricStep, PixelStep {

  /** The probability of applying a step, unless another one is given. */
  double DEFAULT_PROBABILITY = 0.5;

  /** The type, which determines the name and the position among the steps. */
  StepType type();

  /** The text form, such as {@code rotate=10}, which {@link Augmentation#parse} reads. */
  String text();

  /** Calls one of two functions, depending on the kind of step. */
  <R> R match(Function<GeometricStep, R> geometric, Function<PixelStep, R> pixel);

  /** Draws whether a step is applied. */
  static boolean isApplied(SplitMix64 random, double probability) {
    return random.nextDouble() < probability;
  }
}
