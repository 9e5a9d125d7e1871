package org.blockwright.data.decode;

/**
 * The rows of a resized image, computed one by one as {@link Resize} describes. A user that needs a
 * row only once saves the memory of the whole image. Not thread safe.
 */
public final class ResizedRows {
  private final Image image;
  private final Axis rows;
  private final Axis columns;
  private final float[] source;
  private final float[] resized;

  private ResizedRows(Image image, Axis rows, Axis columns) {
    this.image = image;
    this.rows = rows;
    this.columns = columns;
    this.source = new float[image.width() * image.channels()];
    this.resized = columns.isIdentity() ? source : new float[columns.size() * image.channels()];
  }

  /** Returns the rows of an image that is resized to {@code height} x {@code width}. */
  public static ResizedRows of(Image image, int height, int width) {
    return new ResizedRows(image, Axis.of(image.height(), height), Axis.of(image.width(), width));
  }

  /** The number of rows. */
  public int height() {
    return rows.size();
  }

  /** The number of columns. */
  public int width() {
    return columns.size();
  }

  /** The number of channels, that of the image. */
  public int channels() {
    return image.channels();
  }

  /**
   * Computes a row.
   *
   * @return its samples with interleaved channels, in an array that the next call overwrites
   */
  public float[] row(int row) {
    image.interpolateRows(rows.low[row], rows.high[row], rows.weight[row], source);
    if (!columns.isIdentity()) {
      if (image.channels() == 1) {
        interpolateGray();
      } else {
        interpolateColor();
      }
    }
    return resized;
  }

  private void interpolateGray() {
    for (int x = 0; x < resized.length; x++) {
      float left = source[columns.low[x]];
      resized[x] = left + (source[columns.high[x]] - left) * columns.weight[x];
    }
  }

  private void interpolateColor() {
    int at = 0;
    for (int x = 0; x < columns.size(); x++) {
      int left = columns.low[x] * 3;
      int right = columns.high[x] * 3;
      float across = columns.weight[x];
      resized[at] = source[left] + (source[right] - source[left]) * across;
      resized[at + 1] = source[left + 1] + (source[right + 1] - source[left + 1]) * across;
      resized[at + 2] = source[left + 2] + (source[right + 2] - source[left + 2]) * across;
      at += 3;
    }
  }

  /**
   * For each index of the result: the two source indices around it, and the weight of the second.
   */
  private record Axis(int[] low, int[] high, float[] weight, boolean isIdentity) {
    static Axis of(int from, int to) {
      Axis axis = new Axis(new int[to], new int[to], new float[to], from == to);
      for (int i = 0; i < to; i++) {
        double position = (i + 0.5) * from / to - 0.5;
        double clamped = Math.max(0, Math.min(from - 1, position));
        axis.low[i] = (int) clamped;
        axis.high[i] = Math.min(from - 1, axis.low[i] + 1);
        axis.weight[i] = (float) (clamped - axis.low[i]);
      }
      return axis;
    }

    int size() {
      return low.length;
    }
  }
}
