package org.blockwright.data.decode;

/**
 * Brings a picture to a size by plain bilinear interpolation: pixel centres lie at +0.5, nothing is
 * smoothed when shrinking, the aspect is not kept, nothing is rounded. This is what TensorFlow's
 * {@code tf.image.resize} does without {@code antialias}, and the {@code plain} resizing of the
 * golden files.
 */
public final class Resize {
  private Resize() {}

  /** The picture at {@code height} x {@code width}; of that size already, it is returned as is. */
  public static Image bilinear(Image picture, int height, int width) {
    if (picture.height() == height && picture.width() == width) {
      return picture;
    }
    Axis rows = Axis.of(picture.height(), height);
    Axis columns = Axis.of(picture.width(), width);
    int channels = picture.channels();
    float[] line = new float[picture.width() * channels];
    float[] out = new float[height * width * channels];
    int at = 0;
    for (int y = 0; y < height; y++) {
      picture.interpolateRows(rows.low[y], rows.high[y], rows.weight[y], line);
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

  /** For each place of the result: the two source places around it, and the share of the second. */
  private record Axis(int[] low, int[] high, float[] weight) {
    static Axis of(int from, int to) {
      Axis axis = new Axis(new int[to], new int[to], new float[to]);
      for (int i = 0; i < to; i++) {
        double place = (i + 0.5) * from / to - 0.5;
        double inside = Math.max(0, Math.min(from - 1, place));
        axis.low[i] = (int) inside;
        axis.high[i] = Math.min(from - 1, axis.low[i] + 1);
        axis.weight[i] = (float) (inside - axis.low[i]);
      }
      return axis;
    }
  }
}
