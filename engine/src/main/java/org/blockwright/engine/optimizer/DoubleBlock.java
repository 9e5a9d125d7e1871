package org.blockwright.engine.optimizer;

import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** Blocks of doubles. */
final class DoubleBlock extends ParameterBlock {
  private final DoublePointer[] arrays;
  private final double[][] vectors;
  private long position;
  private long offset;
  private int length;

  /**
   * @param addresses the first doubles of parameters, gradient and state
   */
  DoubleBlock(List<Pointer> addresses) {
    this.arrays = addresses.stream().map(DoublePointer::new).toArray(DoublePointer[]::new);
    this.vectors = new double[arrays.length][CAPACITY];
  }

  @Override
  void read(long position, long offset, int count) {
    this.position = position;
    this.offset = offset;
    this.length = count;
    for (int i = 0; i < arrays.length; i++) {
      moved(i).get(vectors[i], 0, length);
    }
  }

  @Override
  void write() {
    for (int i = 0; i < arrays.length; i++) {
      if (i != GRADIENT) {
        moved(i).put(vectors[i], 0, length);
      }
    }
  }

  private DoublePointer moved(int vector) {
    return arrays[vector].position(vector < FIRST_SLOT ? position : offset);
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
  void divide(int target, double divisor) {
    divide(vectors[target], divisor, length);
  }

  private static void divide(double[] target, double divisor, int length) {
    for (int i = 0; i < length; i++) {
      target[i] /= divisor;
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
  void addSign(int target, double factor, int source) {
    for (int i = 0; i < length; i++) {
      vectors[target][i] += factor * Math.signum(vectors[source][i]);
    }
  }

  @Override
  void clip(int target, double limit) {
    clip(vectors[target], limit, length);
  }

  private static void clip(double[] target, double limit, int length) {
    for (int i = 0; i < length; i++) {
      target[i] = Math.min(Math.max(target[i], -limit), limit);
    }
  }

  @Override
  double sumOfSquares(int vector) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += vectors[vector][i] * vectors[vector][i];
    }
    return sum;
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
