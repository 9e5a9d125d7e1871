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
    Axis rows = Axis.of(image.height(), height);
    Axis columns = Axis.of(image.width(), width);
    int channels = image.channels();
    float[] line = new float[image.width() * channels];
    float[] out = new float[height * width * channels];
    int at = 0;
    for (int y = 0; y < height; y++) {
      image.interpolateRows(rows.low[y], rows.high[y], rows.weight[y], line);
      for (int x = 0; x < width; x++) {
        int left = columns.low[x] * channels;
        int right = columns.high[x] * channels;
        float across = columns.weight[x];
        if (channels == 1) {
          out[at++] = line[left] + (line[right] - line[left]) * across;
        } else {
          out[at] = line[left] + (line[right] - line[left]) * across;
          out[at + 1] = line[left + 1] + (line[right + 1] - line[left + 1]) * across;
          out[at + 2] = line[left + 2] + (line[right + 2] - line[left + 2]) * across;
          at += 3;
        }
      }
    }
    return Image.of(height, width, channels, out);
  }

  /**
   * For each index of the result: the two source indices around it, and the weight of the second.
   */
  private record Axis(int[] low, int[] high, float[] weight) {
    static Axis of(int from, int to) {
      Axis axis = new Axis(new int[to], new int[to], new float[to]);
      for (int i = 0; i < to; i++) {
        double position = (i + 0.5) * from / to - 0.5;
        double clamped = Math.max(0, Math.min(from - 1, position));
        axis.low[i] = (int) clamped;
        axis.high[i] = Math.min(from - 1, axis.low[i] + 1);
        axis.weight[i] = (float) (clamped - axis.low[i]);
      }
      return axis;
    }
  }
}
