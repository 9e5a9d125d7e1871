package org.blockwright.inference.metrics;

import java.util.Arrays;

/**
 * True positives, support and predictions of each class, by weight: sufficient for every metric
 * that is a function of the confusion matrix here.
 */
final class ClassCounts {
  final int classes;
  private final double[] truePositives;
  private final double[] support;
  private final double[] predicted;
  private double total;

  ClassCounts(int classes, int[] labels, int[] predictedClasses, double[] weights) {
    this.classes = classes;
    truePositives = new double[classes];
    support = new double[classes];
    predicted = new double[classes];
    for (int i = 0; i < labels.length; i++) {
      support[labels[i]] += weights[i];
      predicted[predictedClasses[i]] += weights[i];
      total += weights[i];
      if (labels[i] == predictedClasses[i]) {
        truePositives[labels[i]] += weights[i];
      }
    }
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
