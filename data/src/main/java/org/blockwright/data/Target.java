package org.blockwright.data;

import java.util.Arrays;
import org.blockwright.base.UsageException;

/**
 * The true value of an image for one output of a network: a class, probabilities of classes (soft
 * targets), values of labels, or values of a regression. Immutable.
 *
 * <pre>{@code
 * Target cat = Target.ofClass(0);
 * Target mostlyCat = Target.of(0.9f, 0.1f);
 * }</pre>
 */
public final class Target {
  private static final int NO_CLASS = -1;

  /** The class, or {@link #NO_CLASS} if there are values. */
  private final int index;

  private final float[] values;

  private Target(int index, float[] values) {
    this.index = index;
    this.values = values;
  }

  /**
   * Returns a target of one class.
   *
   * @param index its index in {@link Targets#names()}
   * @throws UsageException if it is negative
   */
  public static Target ofClass(int index) {
    if (index < 0) {
      throw TargetProblems.negativeClass(index);
    }
    return new Target(index, new float[0]);
  }

  /**
   * Returns a target with one value for each name of {@link Targets}: probabilities of classes,
   * labels from 0 to 1, or regression targets.
   *
   * @throws UsageException if there are no values, or one is NaN or infinite
   */
  public static Target of(float... values) {
    if (values.length == 0) {
      throw TargetProblems.noValues();
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw TargetProblems.notFinite(value);
      }
    }
    return new Target(NO_CLASS, values.clone());
  }

  /** Returns whether this is one class, without probabilities. */
  public boolean isClass() {
    return index != NO_CLASS;
  }

  /** Returns the class, or the index of the largest value; of equal values the first. */
  public int classIndex() {
    if (isClass()) {
      return index;
    }
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest;
  }

  /**
   * Returns the value for a name of {@link Targets}: 1 at a class and 0 elsewhere; otherwise the
   * probability of the class, the value of the label, or the number.
   */
  public float value(int nameIndex) {
    if (isClass()) {
      return nameIndex == index ? 1 : 0;
    }
    return values[nameIndex];
  }

  /** Returns the probability of the second of two classes, or the only value. */
  float secondOfTwo() {
    return values.length == 1 ? values[0] : value(1);
  }

  /** Returns the number of values; 0 for a class. */
  int valueCount() {
    return values.length;
  }

  /** Returns the same target in another order: value {@code i} is the value of {@code order[i]}. */
  Target reordered(int[] order) {
    if (isClass()) {
      for (int i = 0; i < order.length; i++) {
        if (order[i] == index) {
          return ofClass(i);
        }
      }
      throw TargetProblems.targetSize(this, order.length);
    }
    float[] reordered = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      // A class that this dataset does not have.
      reordered[i] = order[i] < 0 ? 0 : values[order[i]];
    }
    return of(reordered);
  }

  /**
   * Writes the values that the units of an output should have.
   *
   * @param row receives them
   * @param offset the index of the first
   * @param size the number of units, see {@link Targets#units()}: a class becomes a one-hot vector;
   *     a single unit gets the probability of the second of two classes
   * @throws UsageException if the target does not have this size
   */
  public void copyTo(float[] row, int offset, int size) {
    boolean fits = isClass() ? index < Math.max(2, size) : values.length == size;
    if (!fits && !(size == 1 && values.length == 2)) {
      throw TargetProblems.targetSize(this, size);
    }
    if (size == 1) {
      row[offset] = secondOfTwo();
      return;
    }
    for (int i = 0; i < size; i++) {
      row[offset + i] = value(i);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Target that
        && index == that.index
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * index + Arrays.hashCode(values);
  }

  /** Returns the class index or the values, such as {@code class 2} or {@code [0.5, 1.0]}. */
  @Override
  public String toString() {
    return isClass() ? "class " + index : Arrays.toString(values);
  }
}
