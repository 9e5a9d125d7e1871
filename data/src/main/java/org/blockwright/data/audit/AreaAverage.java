package org.blockwright.data.audit;

import org.blockwright.data.decode.Image;

/**
 * Shrinks the gray values of an image to a square: each result is the mean over its part of the
 * image, with the fractions of pixels at the borders. Images smaller than the square are enlarged
 * in the same way.
 */
final class AreaAverage {
  private AreaAverage() {}

  /** Returns {@code size} rows of {@code size} values, 0-255. */
  static double[][] of(Image image, int size) {
    double[][] out = new double[size][size];
    float[] row = new float[image.width()];
    double[] shrunk = new double[size];
    double height = (double) image.height() / size;
    for (int y = 0; y < image.height(); y++) {
      GrayRows.copy(image, y, row);
      shrinkRow(row, shrunk);
      for (int i = (int) (y / height); i < size && i * height < y + 1; i++) {
        double overlap = Math.min(y + 1, (i + 1) * height) - Math.max(y, i * height);
        for (int x = 0; overlap > 0 && x < size; x++) {
          out[i][x] += shrunk[x] * overlap / height;
        }
      }
    }
    return out;
  }

  private static void shrinkRow(float[] row, double[] out) {
    double width = (double) row.length / out.length;
    for (int i = 0; i < out.length; i++) {
      double from = i * width;
      double to = Math.min(row.length, (i + 1) * width);
      double sum = 0;
      for (int x = (int) from; x < to; x++) {
        sum += row[x] * (Math.min(x + 1, to) - Math.max(x, from));
      }
      out[i] = sum / width;
    }
  }
}
