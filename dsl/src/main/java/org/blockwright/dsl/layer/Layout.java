package org.blockwright.dsl.layer;

/**
 * The memory layout of feature maps, and all conversions between layouts. Descriptions, weights
 * files and exported features use height, width, channel (HWC); arrays in memory use batch,
 * channel, height, width (NCHW), in which the layers of DL4J are correct and fast.
 */
public final class Layout {
  private Layout() {}

  /** Returns the array shape of a batch in memory. */
  public static long[] batchShape(long examples, Shape shape) {
    return shape.isFeatureMap()
        ? new long[] {examples, shape.channels(), shape.height(), shape.width()}
        : new long[] {examples, shape.channels()};
  }

  /** Returns the permutation of the axes of a batch from NCHW to NHWC. */
  public static int[] toNhwc() {
    return new int[] {0, 2, 3, 1};
  }

  /** Returns the permutation of the axes of a batch from NHWC to NCHW. */
  public static int[] toNchw() {
    return new int[] {0, 3, 1, 2};
  }

  /** Returns the index of a value within one example in memory. */
  public static int index(Shape shape, int row, int column, int channel) {
    return (channel * shape.height() + row) * shape.width() + column;
  }

  /** Converts one example from HWC to the order in memory. */
  public static float[] toNchw(float[] hwc, Shape shape) {
    float[] out = new float[hwc.length];
    int next = 0;
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          out[index(shape, row, column, channel)] = hwc[next++];
        }
      }
    }
    return out;
  }

  /**
   * Returns the order of the units of a flattened feature map: for each index in HWC order, the
   * index in memory.
   */
  public static int[] flattenOrder(Shape shape) {
    int[] out = new int[(int) shape.size()];
    int next = 0;
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          out[next++] = index(shape, row, column, channel);
        }
      }
    }
    return out;
  }
}
