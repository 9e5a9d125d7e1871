package org.blockwright.data.augment;

import java.util.function.Function;
import org.blockwright.base.SplitMix64;

/**
 * A step that moves pixels. An augmentation multiplies the matrices of all geometric steps, so that
 * an image is resampled once.
 */
public sealed interface GeometricStep extends Step permits Flip, Rotate, Shear, Scale, Translate {

  /**
   * Draws the transform of pixel positions, relative to the center of the image with y downwards.
   *
   * @return the identity if the step is not applied
   */
  Affine matrix(SplitMix64 random, int height, int width);

  @Override
  default <R> R match(Function<GeometricStep, R> geometric, Function<PixelStep, R> pixel) {
    return geometric.apply(this);
  }
}
