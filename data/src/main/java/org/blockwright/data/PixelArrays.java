package org.blockwright.data;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.data.decode.Image;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Converts arrays of the shape (images, channels, height, width) to images. */
final class PixelArrays {
  /** Values this close to an integer are rounded: they were integers before they were scaled. */
  private static final float ROUNDING = 1e-3f;

  private final Preprocessing.Order order;
  private final double low;
  private final double high;
  private final List<ImageSource> images = new ArrayList<>();
  private float maximum;

  /**
   * Creates a converter.
   *
   * @param order the order of three channels
   * @param low the value of a black pixel
   * @param high the value of a white pixel
   */
  PixelArrays(Preprocessing.Order order, double low, double high) {
    this.order = order;
    this.low = low;
    this.high = high;
  }

  static List<ImageSource> toSources(INDArray images) {
    PixelArrays arrays = new PixelArrays(Preprocessing.Order.RGB, 0, 255);
    arrays.add(images);
    return arrays.sources();
  }

  /** Adds the images of an array. */
  void add(INDArray batch) {
    long[] got = batch.shape();
    if (got.length != 4 || got[1] != 1 && got[1] != 3) {
      throw DataProblems.arrayShape(got);
    }
    Shape shape = Shape.of((int) got[2], (int) got[3], (int) got[1]);
    for (int i = 0; i < got[0]; i++) {
      // The copy has a buffer of its own, in the order channel, row, column.
      INDArray copy = batch.slice(i).castTo(DataType.FLOAT).dup('c');
      images.add(ImageSource.of(image(copy.data().asFloat(), shape)));
    }
  }

  /** Returns all images. */
  List<ImageSource> sources() {
    if (!images.isEmpty() && maximum <= 1) {
      throw DataProblems.pixelsOfUnitRange();
    }
    return images;
  }

  private Image image(float[] values, Shape shape) {
    float[] samples = new float[values.length];
    int next = 0;
    boolean integers = true;
    for (int row = 0; row < shape.height(); row++) {
      for (int column = 0; column < shape.width(); column++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          int source = order == Preprocessing.Order.BGR ? shape.channels() - 1 - channel : channel;
          float sample = sample(values[Layout.index(shape, row, column, source)]);
          integers &= sample == Math.rint(sample);
          maximum = Math.max(maximum, sample);
          samples[next++] = sample;
        }
      }
    }
    Image image = Image.of(shape.height(), shape.width(), shape.channels(), samples);
    // Bytes need a quarter of the memory.
    return integers
        ? Image.of(shape.height(), shape.width(), shape.channels(), image.toBytes())
        : image;
  }

  private float sample(float value) {
    if (low == 0 && high == 255) {
      return requireInRange(value, value);
    }
    float scaled = (float) ((value - low) * 255 / (high - low));
    float rounded = (float) Math.rint(scaled);
    return requireInRange(Math.abs(scaled - rounded) < ROUNDING ? rounded : scaled, value);
  }

  private float requireInRange(float sample, float value) {
    if (!(sample >= 0 && sample <= 255)) {
      throw DataProblems.pixelValue(images.size(), value, low, high);
    }
    return sample;
  }
}
