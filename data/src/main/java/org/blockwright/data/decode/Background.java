package org.blockwright.data.decode;

/**
 * The color behind transparent pixels, as samples of 0-255. The default is black, the background of
 * x-ray images. A gray image is composed over the luminance of the color.
 */
public record Background(int red, int green, int blue) {
  public static final Background BLACK = new Background(0, 0, 0);
  public static final Background WHITE = new Background(255, 255, 255);

  int sample(int channel) {
    return channel == 0 ? red : channel == 1 ? green : blue;
  }

  float gray() {
    return Image.luminance(red, green, blue);
  }
}
