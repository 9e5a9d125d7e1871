package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/**
 * One kind of change. Each is used by probability, and draws its probability and all its parameters
 * from a generator of its own, used or not, so that switching one step off leaves the others as
 * they were.
 */
public sealed interface Step permits GeometricStep, PixelStep {

  /** Its word in the text form. */
  String name();

  /** Its place in the table of operations, which is part of the seed. */
  int index();

  /** Its part of the text form, such as {@code rotate=10}. */
  String text();

  /** Whether it is used, and the first draw. */
  static boolean isApplied(SplitMix64 random, double probability) {
    return random.nextDouble() < probability;
  }
}
