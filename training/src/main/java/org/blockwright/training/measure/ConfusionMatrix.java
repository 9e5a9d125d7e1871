package org.blockwright.training.measure;

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
  private final Tally tally;

  private ConfusionMatrix(ImmutableList<String> names, long[][] counts) {
    this.names = names;
    this.counts = counts;
    this.tally = Tally.of(counts);
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
      throw MeasureProblems.notSquare(names.size(), Arrays.deepToString(counts));
    }
    return builder.build();
  }

  /** Starts with zeros. */
  public static Builder builder(List<String> names) {
    if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
      throw MeasureProblems.badClassNames(names);
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
      check("The truth", truth);
      check("The prediction", prediction);
      counts[truth][prediction]++;
      return this;
    }

    private void check(String what, int index) {
      if (index < 0 || index >= names.size()) {
        throw MeasureProblems.noSuchClass(what, index, names);
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
  Tally tally() {
    return tally;
  }

  public long total() {
    return tally.total();
  }

  /** How many predictions are right: the diagonal. */
  public long correct() {
    return tally.correct();
  }

  /** How many samples truly are of class {@code c}: TP + FN. */
  public long truths(int c) {
    return tally.truths(c);
  }

  /** How many samples were taken for class {@code c}: TP + FP. */
  public long predictions(int c) {
    return tally.predictions(c);
  }

  public long truePositives(int c) {
    return counts[c][c];
  }

  public long trueNegatives(int c) {
    return tally.trueNegatives(c);
  }

  /** Correct of all; empty without samples. */
  public OptionalDouble accuracy() {
    return Tally.optional(tally.accuracy());
  }

  /** TP/(TP+FN), also called sensitivity; empty where no sample is of the class. */
  public OptionalDouble recall(int c) {
    return Tally.optional(tally.recall(c));
  }

  /** TP/(TP+FP); empty where the class was never predicted. */
  public OptionalDouble precision(int c) {
    return Tally.optional(tally.precision(c));
  }

  /** TN/(TN+FP); empty where all samples are of the class. */
  public OptionalDouble specificity(int c) {
    return Tally.optional(tally.specificity(c));
  }

  /** 2TP/(2TP+FP+FN); empty where the class neither occurs nor was predicted. */
  public OptionalDouble f1(int c) {
    return Tally.optional(tally.f1(c));
  }

  /** (TP+TN)/all, the share that is right when only "is it this class" is asked. */
  public OptionalDouble oneAgainstRest(int c) {
    return Tally.optional(tally.oneAgainstRest(c));
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
