package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A confusion matrix: rows are true classes, columns predicted classes, both in the order of the
 * labels. Immutable.
 *
 * <p>A metric whose denominator is 0 is empty, never 0 or NaN. F1 is 0 for a class that occurs but
 * is never predicted, because 2TP/(2TP+FP+FN) is defined in that case.
 */
public final class ConfusionMatrix {
  private final ImmutableList<String> names;
  private final long[][] counts;
  private final ClassCounts classCounts;

  private ConfusionMatrix(ImmutableList<String> names, long[][] counts) {
    this.names = names;
    this.counts = counts;
    this.classCounts = ClassCounts.of(counts);
  }

  /** Creates a matrix from counts, {@code counts[trueClass][predictedClass]}. */
  public static ConfusionMatrix of(List<String> names, long[][] counts) {
    Builder builder = builder(names);
    boolean valid = counts.length == names.size();
    for (int t = 0; valid && t < counts.length; t++) {
      valid = counts[t].length == counts.length && Arrays.stream(counts[t]).allMatch(c -> c >= 0);
      builder.counts[t] = counts[t].clone();
    }
    if (!valid) {
      throw MeasurementProblems.notSquare(names.size(), Arrays.deepToString(counts));
    }
    return builder.build();
  }

  /** Returns a builder with all counts 0. */
  public static Builder builder(List<String> names) {
    if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw MeasurementProblems.invalidClassNames(names);
    }
    return new Builder(ImmutableList.copyOf(names));
  }

  /** Counts pairs of true and predicted class. Not thread-safe. */
  public static final class Builder {
    private final ImmutableList<String> names;
    private final long[][] counts;

    private Builder(ImmutableList<String> names) {
      this.names = names;
      this.counts = new long[names.size()][names.size()];
    }

    /** Adds one sample. */
    public Builder add(int trueClass, int predictedClass) {
      requireClassIndex("The true class", trueClass);
      requireClassIndex("The predicted class", predictedClass);
      counts[trueClass][predictedClass]++;
      return this;
    }

    private void requireClassIndex(String what, int index) {
      if (index < 0 || index >= names.size()) {
        throw MeasurementProblems.classIndexOutOfRange(what, index, names);
      }
    }

    /** Returns the matrix of the counts so far. */
    public ConfusionMatrix build() {
      return new ConfusionMatrix(names, copy(counts));
    }
  }

  /** Returns the class names. */
  public List<String> names() {
    return names;
  }

  /** Returns the number of classes. */
  public int size() {
    return names.size();
  }

  /** Returns the number of samples of {@code trueClass} predicted as {@code predictedClass}. */
  public long count(int trueClass, int predictedClass) {
    return counts[trueClass][predictedClass];
  }

  /** Returns a copy of the counts, {@code [trueClass][predictedClass]}. */
  public long[][] counts() {
    return copy(counts);
  }

  /** Returns the counts of each class, from which the metrics are computed. */
  ClassCounts classCounts() {
    return classCounts;
  }

  /** Returns the number of samples. */
  public long total() {
    return classCounts.total();
  }

  /** Returns the number of correct predictions, the sum of the diagonal. */
  public long correct() {
    return classCounts.correct();
  }

  /** Returns the number of samples whose true class is {@code c}: TP + FN. */
  public long support(int c) {
    return classCounts.support(c);
  }

  /** Returns the number of samples predicted as class {@code c}: TP + FP. */
  public long predicted(int c) {
    return classCounts.predicted(c);
  }

  /** Returns the number of samples of class {@code c} predicted as {@code c}. */
  public long truePositives(int c) {
    return counts[c][c];
  }

  /** Returns the number of samples of other classes that are not predicted as {@code c}. */
  public long trueNegatives(int c) {
    return classCounts.trueNegatives(c);
  }

  /** Returns correct / total; empty without samples. */
  public OptionalDouble accuracy() {
    return ClassCounts.toOptional(classCounts.accuracy());
  }

  /** Returns TP/(TP+FN), also called sensitivity; empty if the class has no samples. */
  public OptionalDouble recall(int c) {
    return ClassCounts.toOptional(classCounts.recall(c));
  }

  /** Returns TP/(TP+FP); empty if the class is never predicted. */
  public OptionalDouble precision(int c) {
    return ClassCounts.toOptional(classCounts.precision(c));
  }

  /** Returns TN/(TN+FP); empty if all samples are of the class. */
  public OptionalDouble specificity(int c) {
    return ClassCounts.toOptional(classCounts.specificity(c));
  }

  /** Returns 2TP/(2TP+FP+FN); empty if the class neither occurs nor is predicted. */
  public OptionalDouble f1(int c) {
    return ClassCounts.toOptional(classCounts.f1(c));
  }

  /** Returns (TP+TN)/total, the accuracy of the class against the rest. */
  public OptionalDouble oneVsRest(int c) {
    return ClassCounts.toOptional(classCounts.oneVsRest(c));
  }

  private static long[][] copy(long[][] counts) {
    return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix m
        && names.equals(m.names)
        && Arrays.deepEquals(counts, m.counts);
  }

  @Override
  public int hashCode() {
    return 31 * names.hashCode() + Arrays.deepHashCode(counts);
  }

  @Override
  public String toString() {
    return names + " " + Arrays.deepToString(counts);
  }
}
