package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An activation of the network. A vector may be stored as the image that it was flattened from: its
 * shape is {@code [n, c * h * w]} and its tensor has four dimensions.
 */
final class Value {
  private final long[] shape;
  private final Tensor tensor;
  private final List<Tensor> copies = new ArrayList<>();

  Value(long[] shape, Tensor tensor) {
    this.shape = shape;
    this.tensor = tensor;
  }

  /** A value whose shape is that of its tensor. */
  static Value of(Tensor tensor) {
    return new Value(tensor.dimensions(), tensor);
  }

  long[] shape() {
    return shape;
  }

  Tensor tensor() {
    return tensor;
  }

  /** Returns the same value in other layouts. */
  List<Tensor> copies() {
    return copies;
  }

  boolean isImage() {
    return shape.length == 4;
  }

  /** Returns whether the dimensions of the tensor are channels first, and one pixel or none. */
  boolean hasChannelsOnly() {
    long[] d = tensor.dimensions();
    return d.length == 2 || d[2] * d[3] == 1;
  }

  boolean hasShape(long[] other) {
    return Arrays.equals(shape, other);
  }
}
