package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * True positives, support and predictions of each class: sufficient for recall, precision, F1 and
 * their averages, and far smaller than a matrix for each of two thousand resamples.
 *
 * <p>NaN means undefined here; it does not leave the package.
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

  /** Sums up {@code matrix[trueClass][predictedClass]}. */
  static ClassCounts of(long[][] matrix) {
    ClassCounts counts = new ClassCounts(matrix.length);
    for (int t = 0; t < matrix.length; t++) {
      counts.truePositives[t] = matrix[t][t];
      for (int p = 0; p < matrix.length; p++) {
        counts.support[t] += matrix[t][p];
        counts.predicted[p] += matrix[t][p];
        counts.total += matrix[t][p];
      }
    }
    return counts;
  }

  void clear() {
    Arrays.fill(truePositives, 0);
    Arrays.fill(support, 0);
    Arrays.fill(predicted, 0);
    total = 0;
  }

  void add(int trueClass, int predictedClass) {
    support[trueClass]++;
    predicted[predictedClass]++;
    if (trueClass == predictedClass) {
      truePositives[trueClass]++;
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

  /** An undefined precision of a class that has samples counts as 0. */
  double macroPrecision() {
    return macroAverage(c -> predicted[c] == 0 ? 0 : precision(c));
  }

  double macroF1() {
    return macroAverage(this::f1);
  }

  private interface ClassMetric {
    double value(int c);
  }

  private double macroAverage(ClassMetric metric) {
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < classes; c++) {
      if (support[c] > 0) {
        sum += metric.value(c);
        occurring++;
      }
    }
    return occurring == 0 ? Double.NaN : sum / occurring;
  }

  /** Returns an empty value for NaN. */
  static OptionalDouble toOptional(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static double fraction(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
