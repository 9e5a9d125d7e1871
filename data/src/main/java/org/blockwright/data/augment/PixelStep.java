package org.blockwright.data.augment;

import org.blockwright.base.SplitMix64;
import org.blockwright.data.decode.Image;

/** Changes an image of samples 0-255, the size stays; the same object comes back where not used. */
public sealed interface PixelStep extends Step
    permits Crop, Brightness, Contrast, Blur, Noise, Erase {

  /** The changed image. */
  Image apply(Image image, SplitMix64 random);
}
