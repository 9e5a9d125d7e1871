package org.blockwright.data.decode;

/**
 * Resizes images by bilinear interpolation with pixel centers at +0.5 (half-pixel centers).
 * Shrinking does not smooth, the aspect ratio is not kept, and samples are not rounded. Same as
 * {@code tf.image.resize} of TensorFlow without {@code antialias}, and as the {@code plain}
 * resizing of the golden files.
 */
public final class Resize {
  private Resize() {}

  /** Resizes to {@code height} x {@code width}; returns an image of that size unchanged. */
  public static Image bilinear(Image image, int height, int width) {
    if (image.height() == height && image.width() == width) {
      return image;
    }
    ResizedRows rows = ResizedRows.of(image, height, width);
    int size = width * image.channels();
    float[] out = new float[height * size];
    for (int y = 0; y < height; y++) {
      System.arraycopy(rows.row(y), 0, out, y * size, size);
    }
    return Image.of(height, width, image.channels(), out);
  }
}
