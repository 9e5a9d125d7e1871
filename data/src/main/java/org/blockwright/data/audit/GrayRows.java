package org.blockwright.data.audit;

import org.blockwright.data.decode.Image;

/** Reads gray values of images row by row, by {@link Image#luminance}. */
final class GrayRows {
  private GrayRows() {}

  /** Copies the gray values of a row. */
  static void copy(Image image, int row, float[] into) {
    image.copyRow(row, 0, into);
    if (image.channels() == 3) {
      float[] green = new float[into.length];
      float[] blue = new float[into.length];
      image.copyRow(row, 1, green);
      image.copyRow(row, 2, blue);
      for (int x = 0; x < into.length; x++) {
        into[x] = Image.luminance(into[x], green[x], blue[x]);
      }
    }
  }
}
