package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How often each class was taken for each: rows are the truth, columns the prediction, both in the
 * order of the labels. Immutable.
 *
 * <p>A share whose denominator is 0 is empty, never 0 and never NaN. F1 alone is 0 where a class
 * occurs and was never predicted, since 2TP/(2TP+FP+FN) is defined there.
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

  /** A matrix whose counts are known: {@code counts[truth][prediction]}. */
  public static ConfusionMatrix of(List<String> names, long[][] counts) {
    Builder builder = builder(names);
    boolean fits = counts.length == names.size();
    for (int t = 0; fits && t < counts.length; t++) {
      fits = counts[t].length == counts.length && Arrays.stream(counts[t]).allMatch(c -> c >= 0);
      builder.counts[t] = counts[t].clone();
    }
    if (!fits) {
      throw MeasurementProblems.notSquare(names.size(), Arrays.deepToString(counts));
    }
    return builder.build();
  }

  /** Starts with zeros. */
  public static Builder builder(List<String> names) {
    if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw MeasurementProblems.invalidClassNames(names);
    }
    return new Builder(ImmutableList.copyOf(names));
  }

  /** Gathers pairs of truth and prediction. Not thread safe. */
  public static final class Builder {
    private final ImmutableList<String> names;
    private final long[][] counts;

    private Builder(ImmutableList<String> names) {
      this.names = names;
      this.counts = new long[names.size()][names.size()];
    }

    public Builder add(int truth, int prediction) {
      requireClassIndex("The truth", truth);
      requireClassIndex("The prediction", prediction);
      counts[truth][prediction]++;
      return this;
    }

    private void requireClassIndex(String what, int index) {
      if (index < 0 || index >= names.size()) {
        throw MeasurementProblems.classIndexOutOfRange(what, index, names);
      }
    }

    public ConfusionMatrix build() {
      return new ConfusionMatrix(names, copy(counts));
    }
  }

  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }

  /** How many samples of class {@code truth} were taken for {@code prediction}. */
  public long count(int truth, int prediction) {
    return counts[truth][prediction];
  }

  /** A copy, {@code [truth][prediction]}. */
  public long[][] counts() {
    return copy(counts);
  }

  /** The margins of the matrix, from which every figure is made. */
  ClassCounts classCounts() {
    return classCounts;
  }

  public long total() {
    return classCounts.total();
  }

  /** How many predictions are right: the diagonal. */
  public long correct() {
    return classCounts.correct();
  }

  /** How many samples truly are of class {@code c}: TP + FN. */
  public long support(int c) {
    return classCounts.support(c);
  }

  /** How many samples were taken for class {@code c}: TP + FP. */
  public long predicted(int c) {
    return classCounts.predicted(c);
  }

  public long truePositives(int c) {
    return counts[c][c];
  }

  public long trueNegatives(int c) {
    return classCounts.trueNegatives(c);
  }

  /** Correct of all; empty without samples. */
  public OptionalDouble accuracy() {
    return ClassCounts.toOptional(classCounts.accuracy());
  }

  /** TP/(TP+FN), also called sensitivity; empty where no sample is of the class. */
  public OptionalDouble recall(int c) {
    return ClassCounts.toOptional(classCounts.recall(c));
  }

  /** TP/(TP+FP); empty where the class was never predicted. */
  public OptionalDouble precision(int c) {
    return ClassCounts.toOptional(classCounts.precision(c));
  }

  /** TN/(TN+FP); empty where all samples are of the class. */
  public OptionalDouble specificity(int c) {
    return ClassCounts.toOptional(classCounts.specificity(c));
  }

  /** 2TP/(2TP+FP+FN); empty where the class neither occurs nor was predicted. */
  public OptionalDouble f1(int c) {
    return ClassCounts.toOptional(classCounts.f1(c));
  }

  /** (TP+TN)/all, the share that is right when only "is it this class" is asked. */
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
