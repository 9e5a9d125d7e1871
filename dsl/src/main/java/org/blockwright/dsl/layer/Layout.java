package org.blockwright.dsl.layer;

/**
 * How maps lie in memory: the one place that knows it. People, weights files and features speak
 * height, width, channel ("HWC"); memory is batch, channel, height, width ("NCHW"), since DL4J's
 * layers are right and fast in it. Nobody else converts.
 */
public final class Layout {
  private Layout() {}

  /** The shape of a batch in memory. */
  public static long[] batchShape(long examples, Shape shape) {
    return shape.isFeatureMap()
        ? new long[] {examples, shape.channels(), shape.height(), shape.width()}
        : new long[] {examples, shape.channels()};
  }

  /** How to permute a batch of maps from memory to examples, height, width, channel. */
  public static int[] toNhwc() {
    return new int[] {0, 2, 3, 1};
  }

  /** How to permute a batch of examples, height, width, channel to memory. */
  public static int[] toNchw() {
    return new int[] {0, 3, 1, 2};
  }

  /** Where in memory, within one example, the value at row, column, channel lies. */
  public static int index(Shape shape, int row, int column, int channel) {
    return (channel * shape.height() + row) * shape.width() + column;
  }

  /** One example from height, width, channel into memory's order. */
  public static float[] toNchw(float[] hwc, Shape shape) {
    float[] out = new float[hwc.length];
    int at = 0;
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          out[index(shape, row, column, channel)] = hwc[at++];
        }
      }
    }
    return out;
  }

  /**
   * For a flattened map: at each place of the public order (height, width, channel), the place in
   * memory's.
   */
  public static int[] flattenOrder(Shape shape) {
    int[] out = new int[(int) shape.size()];
    int at = 0;
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          out[at++] = index(shape, row, column, channel);
        }
      }
    }
    return out;
  }
}
