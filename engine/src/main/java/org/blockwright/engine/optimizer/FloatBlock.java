package org.blockwright.engine.optimizer;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Blocks of floats. */
final class FloatBlock extends ParameterBlock {
  private final FloatPointer[] arrays;
  private final float[][] vectors;
  private long start;
  private int length;

  /**
   * @param addresses the first floats of parameters, gradient and state
   */
  FloatBlock(List<Pointer> addresses) {
    this.arrays = addresses.stream().map(FloatPointer::new).toArray(FloatPointer[]::new);
    this.vectors = new float[arrays.length][CAPACITY];
  }

  @Override
  void read(long from, long to) {
    start = from;
    length = Math.toIntExact(to - from);
    for (int i = 0; i < arrays.length; i++) {
      arrays[i].position(start).get(vectors[i], 0, length);
    }
  }

  @Override
  void write() {
    for (int i = 0; i < arrays.length; i++) {
      if (i != GRADIENT) {
        arrays[i].position(start).put(vectors[i], 0, length);
      }
    }
  }

  @Override
  public void scale(int target, double factor) {
    scale(vectors[target], (float) factor, length);
  }

  private static void scale(float[] target, float factor, int length) {
    for (int i = 0; i < length; i++) {
      target[i] *= factor;
    }
  }

  @Override
  public void add(int target, double factor, int source) {
    add(vectors[target], (float) factor, vectors[source], length);
  }

  private static void add(float[] target, float factor, float[] source, int length) {
    for (int i = 0; i < length; i++) {
      target[i] += factor * source[i];
    }
  }

  @Override
  public void average(int target, double momentum, int source) {
    average(vectors[target], (float) (1 - momentum), vectors[source], length);
  }

  private static void average(float[] target, float weight, float[] source, int length) {
    for (int i = 0; i < length; i++) {
      target[i] += (source[i] - target[i]) * weight;
    }
  }

  @Override
  public void averageSquares(int target, double momentum, int source) {
    averageSquares(vectors[target], (float) (1 - momentum), vectors[source], length);
  }

  private static void averageSquares(float[] target, float weight, float[] source, int length) {
    for (int i = 0; i < length; i++) {
      target[i] += (source[i] * source[i] - target[i]) * weight;
    }
  }

  @Override
  public void addRatio(int target, double factor, int numerator, int square, double epsilon) {
    addRatio(
        vectors[target],
        (float) factor,
        vectors[numerator],
        vectors[square],
        (float) epsilon,
        length);
  }

  private static void addRatio(
      float[] target, float factor, float[] numerator, float[] square, float epsilon, int length) {
    for (int i = 0; i < length; i++) {
      target[i] += factor * numerator[i] / ((float) Math.sqrt(square[i]) + epsilon);
    }
  }

  @Override
  public void divideByRoot(int target, double factor, int square, double epsilon) {
    divideByRoot(vectors[target], (float) factor, vectors[square], (float) epsilon, length);
  }

  private static void divideByRoot(
      float[] target, float factor, float[] square, float epsilon, int length) {
    for (int i = 0; i < length; i++) {
      target[i] = factor * target[i] / (float) Math.sqrt(square[i] + epsilon);
    }
  }

  @Override
  public void divideByDeviation(int target, double factor, int square, int mean, double epsilon) {
    divideByDeviation(
        vectors[target], (float) factor, vectors[square], vectors[mean], (float) epsilon, length);
  }

  private static void divideByDeviation(
      float[] target, float factor, float[] square, float[] mean, float epsilon, int length) {
    for (int i = 0; i < length; i++) {
      float variance = square[i] - mean[i] * mean[i];
      target[i] = factor * target[i] / (float) Math.sqrt(variance + epsilon);
    }
  }
}
