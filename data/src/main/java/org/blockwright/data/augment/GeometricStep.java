package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;

/** Moves pixels; all of these become one matrix and one resampling, in the order of the table. */
public sealed interface GeometricStep extends Step permits Flip, Rotate, Scale, Translate {

  /** Where content goes, about a middle at (0, 0) with y downwards; the identity where not used. */
  Affine matrix(SplitMix64 random, int height, int width);
}
