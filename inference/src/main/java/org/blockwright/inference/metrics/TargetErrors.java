package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/** True and predicted values of one target of a regression, and its metrics for given weights. */
final class TargetErrors {
  private final double[] truth;
  private final double[] predicted;

  /** The samples by increasing absolute error. */
  private final int[] order;

  TargetErrors(double[] truth, double[] predicted) {
    this.truth = truth;
    this.predicted = predicted;
    order =
        IntStream.range(0, truth.length)
            .boxed()
            .sorted((a, b) -> Double.compare(absolute(a), absolute(b)))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** Returns whether all predicted values are equal. */
  boolean hasEqualPredictions() {
    return Arrays.stream(predicted).distinct().limit(2).count() < 2;
  }

  private double absolute(int i) {
    return Math.abs(predicted[i] - truth[i]);
  }

  Ratio meanAbsoluteError(double[] weights, double total) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] * absolute(i);
    }
    return new Ratio(sum, total);
  }

  private double squaredErrors(double[] weights) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double error = predicted[i] - truth[i];
      sum += weights[i] * error * error;
    }
    return sum;
  }

  Ratio rootMeanSquaredError(double[] weights, double total) {
    return total == 0 ? new Ratio(0, 0) : new Ratio(Math.sqrt(squaredErrors(weights) / total), 1);
  }

  /** 1 - sum of squared errors / sum of squared deviations of the true values from their mean. */
  Ratio r2(double[] weights, double total) {
    double deviations = new Moments(weights, total).truth;
    return new Ratio(deviations - squaredErrors(weights), deviations);
  }

  Ratio pearsonCorrelation(double[] weights, double total) {
    Moments moments = new Moments(weights, total);
    double norm = Math.sqrt(moments.truth) * Math.sqrt(moments.predicted);
    // Rounding may lead slightly out of [-1, 1].
    return new Ratio(Math.max(-norm, Math.min(norm, moments.product)), norm);
  }

  /**
   * The absolute error that half of the weight does not exceed; the mean of the two errors in the
   * middle if a half ends between two samples.
   */
  Ratio medianAbsoluteError(double[] weights, double total) {
    double below = 0;
    for (int rank = 0; rank < order.length; rank++) {
      below += weights[order[rank]];
      if (weights[order[rank]] > 0 && 2 * below >= total) {
        double error = absolute(order[rank]);
        int next = rank + 1;
        while (next < order.length && weights[order[next]] == 0) {
          next++;
        }
        boolean between = 2 * below == total && next < order.length;
        return new Ratio(between ? (error + absolute(order[next])) / 2 : error, 1);
      }
    }
    return new Ratio(0, 0);
  }

  /** The fraction of samples whose absolute error is at most the half width of an interval. */
  Ratio coverage(double[] weights, double total, double halfWidth) {
    double covered = 0;
    for (int i = 0; i < weights.length; i++) {
      covered += absolute(i) <= halfWidth ? weights[i] : 0;
    }
    return new Ratio(covered, total);
  }

  /**
   * Weighted sums of squared deviations from the mean, and of their products. Values are relative
   * to the first one of positive weight, so that those of equal values are exactly 0.
   */
  private final class Moments {
    double truth;
    double predicted;
    double product;

    Moments(double[] weights, double total) {
      int first = 0;
      while (first < weights.length && weights[first] == 0) {
        first++;
      }
      if (first == weights.length) {
        return;
      }
      double truthOrigin = TargetErrors.this.truth[first];
      double predictedOrigin = TargetErrors.this.predicted[first];
      double truthMean = 0;
      double predictedMean = 0;
      for (int i = first; i < weights.length; i++) {
        truthMean += weights[i] * (TargetErrors.this.truth[i] - truthOrigin) / total;
        predictedMean += weights[i] * (TargetErrors.this.predicted[i] - predictedOrigin) / total;
      }
      for (int i = first; i < weights.length; i++) {
        double t = TargetErrors.this.truth[i] - truthOrigin - truthMean;
        double p = TargetErrors.this.predicted[i] - predictedOrigin - predictedMean;
        truth += weights[i] * t * t;
        predicted += weights[i] * p * p;
        product += weights[i] * t * p;
      }
    }
  }
}
