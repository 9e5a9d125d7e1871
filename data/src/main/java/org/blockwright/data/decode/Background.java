package org.blockwright.data.decode;

/**
 * The colour that shows through transparent pixels, samples 0-255. Black by default: x-ray films
 * are dark outside. For a gray picture its gray is taken.
 */
public record Background(int red, int green, int blue) {
  public static final Background BLACK = new Background(0, 0, 0);
  public static final Background WHITE = new Background(255, 255, 255);

  int sample(int channel) {
    return channel == 0 ? red : channel == 1 ? green : blue;
  }

  float gray() {
    return (float) (0.299 * red + 0.587 * green + 0.114 * blue);
  }
}
