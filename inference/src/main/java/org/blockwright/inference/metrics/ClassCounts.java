package org.blockwright.inference.metrics;

import java.util.Arrays;

/**
 * True positives, support and predictions of each class or label, by weight: sufficient for every
 * metric that is a function of the confusion matrix here.
 */
final class ClassCounts {
  final int classes;
  private final double[] truePositives;
  private final double[] support;
  private final double[] predicted;
  private double total;

  private ClassCounts(int classes) {
    this.classes = classes;
    truePositives = new double[classes];
    support = new double[classes];
    predicted = new double[classes];
  }

  /** Counts samples that belong to one class each. */
  static ClassCounts ofClasses(
      int classes, int[] labels, int[] predictedClasses, double[] weights) {
    ClassCounts counts = new ClassCounts(classes);
    for (int i = 0; i < labels.length; i++) {
      counts.support[labels[i]] += weights[i];
      counts.predicted[predictedClasses[i]] += weights[i];
      counts.total += weights[i];
      if (labels[i] == predictedClasses[i]) {
        counts.truePositives[labels[i]] += weights[i];
      }
    }
    return counts;
  }

  /** Counts samples with any number of labels; the arrays are by label and sample. */
  static ClassCounts ofLabels(
      boolean[][] trueLabels, boolean[][] predictedLabels, double[] weights) {
    ClassCounts counts = new ClassCounts(trueLabels.length);
    counts.total = Arrays.stream(weights).sum();
    for (int c = 0; c < trueLabels.length; c++) {
      for (int i = 0; i < weights.length; i++) {
        counts.support[c] += trueLabels[c][i] ? weights[i] : 0;
        counts.predicted[c] += predictedLabels[c][i] ? weights[i] : 0;
        counts.truePositives[c] += trueLabels[c][i] && predictedLabels[c][i] ? weights[i] : 0;
      }
    }
    return counts;
  }

  /** Counts samples with numbers, all of which count as support of each target. */
  static ClassCounts ofTargets(int targets, double[] weights) {
    ClassCounts counts = new ClassCounts(targets);
    counts.total = Arrays.stream(weights).sum();
    Arrays.fill(counts.support, counts.total);
    return counts;
  }

  double total() {
    return total;
  }

  double truePositives(int c) {
    return truePositives[c];
  }

  double support(int c) {
    return support[c];
  }

  double predicted(int c) {
    return predicted[c];
  }

  private double correct() {
    return Arrays.stream(truePositives).sum();
  }

  Ratio accuracy() {
    return new Ratio(correct(), total);
  }

  /**
   * Matthews correlation of several classes (R_K, Gorodkin 2004). Undefined if all true classes or
   * all predicted classes are equal.
   */
  Ratio matthewsCorrelation() {
    double covariance = correct() * total - dot(support, predicted);
    // Rounding of fractional weights may give negative variances.
    double varianceOfTrue = Math.max(0, total * total - dot(support, support));
    double varianceOfPredicted = Math.max(0, total * total - dot(predicted, predicted));
    return new Ratio(covariance, Math.sqrt(varianceOfTrue * varianceOfPredicted));
  }

  /**
   * Cohen's kappa (Cohen 1960): (p_o - p_e) / (1 - p_e), for an observed agreement p_o and an
   * agreement p_e by chance. Undefined if all true and predicted classes are the same class.
   */
  Ratio cohenKappa() {
    double byChance = dot(support, predicted);
    return new Ratio(correct() * total - byChance, total * total - byChance);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }
}
