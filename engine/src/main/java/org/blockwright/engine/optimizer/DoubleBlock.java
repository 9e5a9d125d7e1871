package org.blockwright.engine.optimizer;

import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** Blocks of doubles. */
final class DoubleBlock extends ParameterBlock {
  private final DoublePointer[] arrays;
  private final double[][] vectors;
  private long start;
  private int length;

  /**
   * @param addresses the first doubles of parameters, gradient and state
   */
  DoubleBlock(List<Pointer> addresses) {
    this.arrays = addresses.stream().map(DoublePointer::new).toArray(DoublePointer[]::new);
    this.vectors = new double[arrays.length][CAPACITY];
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
    scale(vectors[target], factor, length);
  }

  private static void scale(double[] target, double factor, int length) {
    for (int i = 0; i < length; i++) {
      target[i] *= factor;
    }
  }

  @Override
  public void add(int target, double factor, int source) {
    add(vectors[target], factor, vectors[source], length);
  }

  private static void add(double[] target, double factor, double[] source, int length) {
    for (int i = 0; i < length; i++) {
      target[i] += factor * source[i];
    }
  }

  @Override
  public void average(int target, double momentum, int source) {
    average(vectors[target], (1 - momentum), vectors[source], length);
  }

  private static void average(double[] target, double weight, double[] source, int length) {
    for (int i = 0; i < length; i++) {
      target[i] += (source[i] - target[i]) * weight;
    }
  }

  @Override
  public void averageSquares(int target, double momentum, int source) {
    averageSquares(vectors[target], (1 - momentum), vectors[source], length);
  }

  private static void averageSquares(double[] target, double weight, double[] source, int length) {
    for (int i = 0; i < length; i++) {
      target[i] += (source[i] * source[i] - target[i]) * weight;
    }
  }

  @Override
  public void addRatio(int target, double factor, int numerator, int square, double epsilon) {
    addRatio(vectors[target], factor, vectors[numerator], vectors[square], epsilon, length);
  }

  private static void addRatio(
      double[] target,
      double factor,
      double[] numerator,
      double[] square,
      double epsilon,
      int length) {
    for (int i = 0; i < length; i++) {
      target[i] += factor * numerator[i] / (Math.sqrt(square[i]) + epsilon);
    }
  }

  @Override
  public void divideByRoot(int target, double factor, int square, double epsilon) {
    divideByRoot(vectors[target], factor, vectors[square], epsilon, length);
  }

  private static void divideByRoot(
      double[] target, double factor, double[] square, double epsilon, int length) {
    for (int i = 0; i < length; i++) {
      target[i] = factor * target[i] / Math.sqrt(square[i] + epsilon);
    }
  }

  @Override
  public void divideByDeviation(int target, double factor, int square, int mean, double epsilon) {
    divideByDeviation(vectors[target], factor, vectors[square], vectors[mean], epsilon, length);
  }

  private static void divideByDeviation(
      double[] target, double factor, double[] square, double[] mean, double epsilon, int length) {
    for (int i = 0; i < length; i++) {
      double variance = square[i] - mean[i] * mean[i];
      target[i] = factor * target[i] / Math.sqrt(variance + epsilon);
    }
  }
}
