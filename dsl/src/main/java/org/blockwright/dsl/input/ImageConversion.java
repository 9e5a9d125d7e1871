package org.blockwright.dsl.input;

/**
 * What is done to an image between decoding and {@link Preprocessing}: its colors and its size. It
 * belongs to the network and is saved with the model, so that predictions see images as training
 * did.
 *
 * @param colorMode ignored by networks of one channel, which always see gray
 */
public record ImageConversion(ColorMode colorMode, Resizing resizing) {
  /** Colors as they are, squashed to the input size. */
  public static final ImageConversion DEFAULT = new ImageConversion(ColorMode.RGB, Resizing.SQUASH);
}
