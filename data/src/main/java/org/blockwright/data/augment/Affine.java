package org.blockwright.data.augment;

import org.blockwright.data.decode.Image;

/**
 * An affine transform of the plane: (x, y) is mapped to (xx * x + xy * y + x0, yx * x + yy * y +
 * y0); y points downwards.
 */
public record Affine(double xx, double xy, double x0, double yx, double yy, double y0) {
  public static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

  /** The composition that applies another transform first. */
  Affine after(Affine first) {
    return new Affine(
        xx * first.xx + xy * first.yx,
        xx * first.xy + xy * first.yy,
        xx * first.x0 + xy * first.y0 + x0,
        yx * first.xx + yy * first.yx,
        yx * first.xy + yy * first.yy,
        yx * first.x0 + yy * first.y0 + y0);
  }

  Affine inverse() {
    double d = xx * yy - xy * yx;
    double a = yy / d;
    double b = -xy / d;
    double c = -yx / d;
    double e = xx / d;
    return new Affine(a, b, -(a * x0 + b * y0), c, e, -(c * x0 + e * y0));
  }

  /**
   * Transforms an image about its center with bilinear interpolation; the size does not change.
   *
   * @param fill the samples outside of the image
   */
  Image warp(Image image, Fill fill) {
    return equals(IDENTITY) ? image : warp(image, fill, image.height(), image.width());
  }

  /**
   * Transforms an image with bilinear interpolation. The center of the image is the origin, and the
   * center of the result.
   *
   * @param fill the samples outside of the image
   * @param rows the height of the result
   * @param columns the width of the result
   */
  public Image warp(Image image, Fill fill, int rows, int columns) {
    int h = image.height();
    int w = image.width();
    int channels = image.channels();
    float[] from = image.samples();
    float[] out = new float[rows * columns * channels];
    Affine inverse = inverse();
    double centerX = (w - 1) / 2.0;
    double centerY = (h - 1) / 2.0;
    int at = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        double dx = x - (columns - 1) / 2.0;
        double dy = y - (rows - 1) / 2.0;
        double px = inverse.xx * dx + inverse.xy * dy + inverse.x0 + centerX;
        double py = inverse.yx * dx + inverse.yy * dy + inverse.y0 + centerY;
        int left = (int) Math.floor(px);
        int top = (int) Math.floor(py);
        float across = (float) (px - left);
        float down = (float) (py - top);
        if (left >= 0 && top >= 0 && left + 1 < w && top + 1 < h) {
          int upper = (top * w + left) * channels;
          int lower = upper + w * channels;
          for (int k = upper; k < upper + channels; k++) {
            int c = lower + k - upper;
            out[at++] =
                interpolate(from[k], from[k + channels], from[c], from[c + channels], across, down);
          }
          continue;
        }
        int x0 = fill.sourceIndex(left, w);
        int x1 = fill.sourceIndex(left + 1, w);
        int y0 = fill.sourceIndex(top, h);
        int y1 = fill.sourceIndex(top + 1, h);
        for (int k = 0; k < channels; k++) {
          float a = fill.value(from, y0, x0, w, channels, k);
          float b = fill.value(from, y0, x1, w, channels, k);
          float c = fill.value(from, y1, x0, w, channels, k);
          float d = fill.value(from, y1, x1, w, channels, k);
          out[at++] = interpolate(a, b, c, d, across, down);
        }
      }
    }
    return Image.of(rows, columns, channels, out);
  }

  private static float interpolate(float a, float b, float c, float d, float across, float down) {
    float upper = a + (b - a) * across;
    float lower = c + (d - c) * across;
    return upper + (lower - upper) * down;
  }
}
