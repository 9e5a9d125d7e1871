package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A confusion matrix: rows are true classes, columns predicted classes, both in the order of the
 * labels. Immutable. {@link Metrics} defines the metrics.
 */
public final class ConfusionMatrix {
  private final ImmutableList<String> names;
  private final long[][] counts;

  private ConfusionMatrix(ImmutableList<String> names, long[][] counts) {
    this.names = names;
    this.counts = counts;
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

  /** Returns the number of samples. */
  public long total() {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  /** Returns the number of correct predictions, the sum of the diagonal. */
  public long correct() {
    return IntStream.range(0, size()).mapToLong(c -> counts[c][c]).sum();
  }

  /** Returns the number of samples whose true class is {@code c}, the sum of a row. */
  public long support(int c) {
    return Arrays.stream(counts[c]).sum();
  }

  /** Returns the number of samples predicted as class {@code c}, the sum of a column. */
  public long predicted(int c) {
    return Arrays.stream(counts).mapToLong(row -> row[c]).sum();
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
