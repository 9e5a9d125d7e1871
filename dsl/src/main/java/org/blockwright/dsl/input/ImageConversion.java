package org.blockwright.dsl.input;

/**
 * The conversion of an image between decoding and {@link Preprocessing}: colors and size. It is
 * part of the network and saved with the model, so that images are converted in the same way for
 * training and prediction.
 *
 * @param colorMode ignored by networks of one channel, which always receive grayscale images
 */
public record ImageConversion(ColorMode colorMode, Resizing resizing) {
  /** RGB, squashed to the input size. */
  public static final ImageConversion DEFAULT = new ImageConversion(ColorMode.RGB, Resizing.SQUASH);
}
