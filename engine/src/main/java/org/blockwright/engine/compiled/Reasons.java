package org.blockwright.engine.compiled;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Reasons for which a vertex cannot be compiled. */
final class Reasons {
  private Reasons() {}

  static UnsupportedException layer(Class<?> type) {
    return new UnsupportedException("layers of type " + type.getSimpleName());
  }

  static UnsupportedException vertex(Class<?> type) {
    return new UnsupportedException("vertices of type " + type.getSimpleName());
  }

  static UnsupportedException preprocessor(Class<?> type) {
    return new UnsupportedException("the preprocessor " + type.getSimpleName());
  }

  static UnsupportedException activation(Object activation) {
    return new UnsupportedException("the activation " + activation);
  }

  static UnsupportedException pooling(Object type) {
    return new UnsupportedException("pooling of type " + type);
  }

  static UnsupportedException dilatedPooling() {
    return new UnsupportedException("dilated pooling, for which DL4J returns wrong values");
  }

  static UnsupportedException poolingDimensions() {
    return new UnsupportedException("global pooling over other dimensions than height and width");
  }

  static UnsupportedException channelsLast() {
    return new UnsupportedException("the data format NHWC");
  }

  static UnsupportedException convolutionMode(Object mode) {
    return new UnsupportedException("the convolution mode " + mode);
  }

  static UnsupportedException mergeAxis(int axis) {
    return new UnsupportedException("merging along dimension %s instead of 1".formatted(axis));
  }

  static UnsupportedException weightNoise() {
    return new UnsupportedException("weight noise");
  }

  static UnsupportedException layerNormalization() {
    return new UnsupportedException("layer normalization");
  }

  static UnsupportedException dataType(Object type) {
    return new UnsupportedException("the data type %s instead of FLOAT".formatted(type));
  }

  static UnsupportedException outputIsInput() {
    return new UnsupportedException("a network input that is an output");
  }

  static UnsupportedException shape(String expected, long[]... shapes) {
    return new UnsupportedException(
        "expected %s, got %s"
            .formatted(
                expected,
                Arrays.stream(shapes).map(Arrays::toString).collect(Collectors.joining(" and "))));
  }

  static UnsupportedException primitive(String message) {
    return new UnsupportedException("oneDNN cannot compute it: " + message);
  }
}
