package org.blockwright.data.audit;

import java.util.Arrays;
import org.blockwright.base.Lbfgs;

/**
 * Logistic regression on standardized values with class-balanced weights, as {@code
 * LogisticRegression(C=1, class_weight="balanced")} behind {@code StandardScaler} of scikit-learn:
 * the sum of the weighted log losses plus half the squared coefficients is minimal; intercepts are
 * free. With two classes there is one vector of coefficients.
 */
final class LogisticRegression {
  private final double[] means;
  private final double[] scales;
  private final int units;
  private final int classes;

  /** For each unit the coefficients, then the intercept. */
  private final double[] parameters;

  private LogisticRegression(
      double[] means, double[] scales, int units, int classes, double[] parameters) {
    this.means = means;
    this.scales = scales;
    this.units = units;
    this.classes = classes;
    this.parameters = parameters;
  }

  /**
   * Fits a model.
   *
   * @param rows examples x values
   * @param labels class of each example, 0 .. classes-1; a class may be missing
   */
  static LogisticRegression fit(double[][] rows, int[] labels, int classes) {
    int width = rows[0].length;
    double[] means = new double[width];
    double[] scales = new double[width];
    standardization(rows, means, scales);
    int units = classes == 2 ? 1 : classes;
    LogisticRegression start =
        new LogisticRegression(means, scales, units, classes, new double[units * (width + 1)]);
    double[][] standardized = Arrays.stream(rows).map(start::standardized).toArray(double[][]::new);
    double[] weights = balancedWeights(labels, classes);
    double[] parameters =
        Lbfgs.minimize(
            start.parameters,
            (x, gradient) -> start.loss(x, gradient, standardized, labels, weights));
    return new LogisticRegression(means, scales, units, classes, parameters);
  }

  /** Returns the most probable class. */
  int predict(double[] row) {
    double[] logits = logits(parameters, standardized(row));
    if (units == 1) {
      return logits[0] > 0 ? 1 : 0;
    }
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    return best;
  }

  /** Returns the probability of a class. */
  double probability(double[] row, int label) {
    double[] logits = logits(parameters, standardized(row));
    if (units == 1) {
      return 1 / (1 + Math.exp(label == 1 ? -logits[0] : logits[0]));
    }
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - logits[label]);
    }
    return 1 / sum;
  }

  private static void standardization(double[][] rows, double[] means, double[] scales) {
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (double[] row : rows) {
        sum += row[i];
      }
      means[i] = sum / rows.length;
      double squares = 0;
      for (double[] row : rows) {
        squares += (row[i] - means[i]) * (row[i] - means[i]);
      }
      double std = Math.sqrt(squares / rows.length);
      // A value that is constant but for rounding contains nothing.
      scales[i] = std <= 1e-12 * Math.max(1, Math.abs(means[i])) ? 1 : std;
    }
  }

  private double[] standardized(double[] row) {
    double[] out = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      out[i] = (row[i] - means[i]) / scales[i];
    }
    return out;
  }

  private static double[] balancedWeights(int[] labels, int classes) {
    double[] counts = new double[classes];
    for (int label : labels) {
      counts[label]++;
    }
    long present = Arrays.stream(counts).filter(count -> count > 0).count();
    double[] weights = new double[classes];
    for (int k = 0; k < classes; k++) {
      weights[k] = counts[k] == 0 ? 0 : labels.length / (present * counts[k]);
    }
    return weights;
  }

  private double[] logits(double[] theta, double[] row) {
    double[] logits = new double[units];
    for (int k = 0; k < units; k++) {
      int at = k * (row.length + 1);
      double sum = theta[at + row.length];
      for (int i = 0; i < row.length; i++) {
        sum += theta[at + i] * row[i];
      }
      logits[k] = sum;
    }
    return logits;
  }

  private double loss(
      double[] theta, double[] gradient, double[][] rows, int[] labels, double[] weights) {
    Arrays.fill(gradient, 0);
    double loss = 0;
    int width = means.length;
    for (int n = 0; n < rows.length; n++) {
      double[] errors = logits(theta, rows[n]);
      double weight = weights[labels[n]];
      loss += weight * toErrors(errors, labels[n]);
      for (int k = 0; k < units; k++) {
        int at = k * (width + 1);
        double error = weight * errors[k];
        for (int i = 0; i < width; i++) {
          gradient[at + i] += error * rows[n][i];
        }
        gradient[at + width] += error;
      }
    }
    for (int k = 0; k < units; k++) {
      for (int i = 0; i < width; i++) {
        int at = k * (width + 1) + i;
        loss += 0.5 * theta[at] * theta[at];
        gradient[at] += theta[at];
      }
    }
    return loss;
  }

  /** Replaces logits by the derivatives of the log loss, which is returned. */
  private double toErrors(double[] logits, int label) {
    if (units == 1) {
      double z = label == 1 ? -logits[0] : logits[0];
      double loss = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
      logits[0] = 1 / (1 + Math.exp(-logits[0])) - label;
      return loss;
    }
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - max);
    }
    double logSum = max + Math.log(sum);
    double loss = logSum - logits[label];
    for (int k = 0; k < classes; k++) {
      logits[k] = Math.exp(logits[k] - logSum) - (k == label ? 1 : 0);
    }
    return loss;
  }
}
