package org.blockwright.training.measure;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * True positives, truths and predictions for each class: all that recall, precision, F1 and their
 * averages need, and far smaller than a matrix when two thousand of them are drawn.
 *
 * <p>Here NaN stands for undefined; it does not leave the package.
 */
final class Tally {
  final int classes;
  private final long[] hits;
  private final long[] truths;
  private final long[] predictions;
  private long total;

  Tally(int classes) {
    this.classes = classes;
    hits = new long[classes];
    truths = new long[classes];
    predictions = new long[classes];
  }

  /** Of {@code counts[truth][prediction]}. */
  static Tally of(long[][] counts) {
    Tally tally = new Tally(counts.length);
    for (int t = 0; t < counts.length; t++) {
      tally.hits[t] = counts[t][t];
      for (int p = 0; p < counts.length; p++) {
        tally.truths[t] += counts[t][p];
        tally.predictions[p] += counts[t][p];
        tally.total += counts[t][p];
      }
    }
    return tally;
  }

  void clear() {
    Arrays.fill(hits, 0);
    Arrays.fill(truths, 0);
    Arrays.fill(predictions, 0);
    total = 0;
  }

  void add(int truth, int prediction) {
    truths[truth]++;
    predictions[prediction]++;
    if (truth == prediction) {
      hits[truth]++;
    }
    total++;
  }

  long total() {
    return total;
  }

  long correct() {
    return Arrays.stream(hits).sum();
  }

  long truths(int c) {
    return truths[c];
  }

  long predictions(int c) {
    return predictions[c];
  }

  long trueNegatives(int c) {
    return total - truths[c] - predictions[c] + hits[c];
  }

  double accuracy() {
    return share(correct(), total);
  }

  double recall(int c) {
    return share(hits[c], truths[c]);
  }

  double precision(int c) {
    return share(hits[c], predictions[c]);
  }

  double specificity(int c) {
    return share(trueNegatives(c), total - truths[c]);
  }

  double oneAgainstRest(int c) {
    return share(hits[c] + trueNegatives(c), total);
  }

  double f1(int c) {
    return share(2 * hits[c], truths[c] + predictions[c]);
  }

  double macroRecall() {
    return macro(this::recall);
  }

  /** An undefined precision of a class that occurs counts 0. */
  double macroPrecision() {
    return macro(c -> predictions[c] == 0 ? 0 : precision(c));
  }

  double macroF1() {
    return macro(this::f1);
  }

  private interface OfClass {
    double value(int c);
  }

  private double macro(OfClass figure) {
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < classes; c++) {
      if (truths[c] > 0) {
        sum += figure.value(c);
        occurring++;
      }
    }
    return occurring == 0 ? Double.NaN : sum / occurring;
  }

  /** Undefined as the public methods say it. */
  static OptionalDouble optional(double figure) {
    return Double.isNaN(figure) ? OptionalDouble.empty() : OptionalDouble.of(figure);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
