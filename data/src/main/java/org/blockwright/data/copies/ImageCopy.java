package org.blockwright.data.copies;

import java.util.Optional;
import org.blockwright.data.decode.Image;

/**
 * A copy of an image, possibly with transparent pixels.
 *
 * @param image the samples, 0-255
 * @param alpha the opacity, 0-255, as a gray image of the same size; empty if it is opaque
 */
public record ImageCopy(Image image, Optional<Image> alpha) {
  /** Returns an opaque copy. */
  static ImageCopy opaque(Image image) {
    return new ImageCopy(image, Optional.empty());
  }

  /** Returns the samples over black, as they are when the file is decoded again. */
  Image overBlack() {
    if (alpha.isEmpty()) {
      return image;
    }
    float[] samples = image.samples();
    float[] opacity = alpha.get().samples();
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= opacity[i / image.channels()] / 255;
    }
    return Image.of(image.height(), image.width(), image.channels(), samples);
  }
}
