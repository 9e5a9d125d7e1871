package org.blockwright.engine.optimizer;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Blocks of floats. */
final class FloatBlock extends ParameterBlock {
  private final FloatPointer[] arrays;
  private final float[][] vectors;
  private long position;
  private long offset;
  private int length;

  /**
   * @param addresses the first floats of parameters, gradient and state
   */
  FloatBlock(List<Pointer> addresses) {
    this.arrays = addresses.stream().map(FloatPointer::new).toArray(FloatPointer[]::new);
    this.vectors = new float[arrays.length][CAPACITY];
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

  private FloatPointer moved(int vector) {
    return arrays[vector].position(vector < FIRST_SLOT ? position : offset);
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
  void divide(int target, double divisor) {
    divide(vectors[target], (float) divisor, length);
  }

  private static void divide(float[] target, float divisor, int length) {
    for (int i = 0; i < length; i++) {
      target[i] /= divisor;
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
  void addSign(int target, double factor, int source) {
    for (int i = 0; i < length; i++) {
      vectors[target][i] += (float) factor * Math.signum(vectors[source][i]);
    }
  }

  @Override
  void clip(int target, double limit) {
    clip(vectors[target], (float) limit, length);
  }

  private static void clip(float[] target, float limit, int length) {
    for (int i = 0; i < length; i++) {
      target[i] = Math.min(Math.max(target[i], -limit), limit);
    }
  }

  @Override
  double sumOfSquares(int vector) {
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (double) vectors[vector][i] * vectors[vector][i];
    }
    return sum;
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
