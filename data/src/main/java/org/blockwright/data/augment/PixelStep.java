package org.blockwright.data.augment;

import java.util.function.Function;
import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/** A step that changes samples; the image size does not change. */
public sealed interface PixelStep extends Step
    permits Crop, Brightness, Contrast, ColorJitter, Blur, Noise, Erase {

  /**
   * Applies the step.
   *
   * @param image samples of 0-255
   * @return the changed image, whose samples may be outside of 0-255; the same object if the step
   *     is not applied
   */
  Image apply(Image image, SplitMix64 random);

  @Override
  default <R> R match(Function<GeometricStep, R> geometric, Function<PixelStep, R> pixel) {
    return pixel.apply(this);
  }
}
