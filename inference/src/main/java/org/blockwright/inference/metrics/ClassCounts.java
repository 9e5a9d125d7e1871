package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * True positives, truths and predictions for each class: all that recall, precision, F1 and their
 * averages need, and far smaller than a matrix when two thousand of them are drawn.
 *
 * <p>Here NaN stands for undefined; it does not leave the package.
 */
final class ClassCounts {
  final int classes;
  private final long[] truePositives;
  private final long[] support;
  private final long[] predicted;
  private long total;

  ClassCounts(int classes) {
    this.classes = classes;
    truePositives = new long[classes];
    support = new long[classes];
    predicted = new long[classes];
  }

  /** Of {@code counts[truth][prediction]}. */
  static ClassCounts of(long[][] counts) {
    ClassCounts tally = new ClassCounts(counts.length);
    for (int t = 0; t < counts.length; t++) {
      tally.truePositives[t] = counts[t][t];
      for (int p = 0; p < counts.length; p++) {
        tally.support[t] += counts[t][p];
        tally.predicted[p] += counts[t][p];
        tally.total += counts[t][p];
      }
    }
    return tally;
  }

  void clear() {
    Arrays.fill(truePositives, 0);
    Arrays.fill(support, 0);
    Arrays.fill(predicted, 0);
    total = 0;
  }

  void add(int truth, int prediction) {
    support[truth]++;
    predicted[prediction]++;
    if (truth == prediction) {
      truePositives[truth]++;
    }
    total++;
  }

  long total() {
    return total;
  }

  long correct() {
    return Arrays.stream(truePositives).sum();
  }

  long support(int c) {
    return support[c];
  }

  long predicted(int c) {
    return predicted[c];
  }

  long trueNegatives(int c) {
    return total - support[c] - predicted[c] + truePositives[c];
  }

  double accuracy() {
    return fraction(correct(), total);
  }

  double recall(int c) {
    return fraction(truePositives[c], support[c]);
  }

  double precision(int c) {
    return fraction(truePositives[c], predicted[c]);
  }

  double specificity(int c) {
    return fraction(trueNegatives(c), total - support[c]);
  }

  double oneVsRest(int c) {
    return fraction(truePositives[c] + trueNegatives(c), total);
  }

  double f1(int c) {
    return fraction(2 * truePositives[c], support[c] + predicted[c]);
  }

  double macroRecall() {
    return macroAverage(this::recall);
  }

  /** An undefined precision of a class that occurs counts 0. */
  double macroPrecision() {
    return macroAverage(c -> predicted[c] == 0 ? 0 : precision(c));
  }

  double macroF1() {
    return macroAverage(this::f1);
  }

  private interface ClassMetric {
    double value(int c);
  }

  private double macroAverage(ClassMetric figure) {
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < classes; c++) {
      if (support[c] > 0) {
        sum += figure.value(c);
        occurring++;
      }
    }
    return occurring == 0 ? Double.NaN : sum / occurring;
  }

  /** Undefined as the public methods say it. */
  static OptionalDouble toOptional(double figure) {
    return Double.isNaN(figure) ? OptionalDouble.empty() : OptionalDouble.of(figure);
  }

  private static double fraction(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
