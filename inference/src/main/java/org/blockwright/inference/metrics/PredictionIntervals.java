package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.dsl.Task;

/**
 * Prediction intervals of a regression by split conformal prediction (Lei, G'Sell, Rinaldo,
 * Tibshirani and Wasserman, "Distribution-free predictive inference for regression", JASA 113,
 * 2018): the true value of a new sample lies within {@code prediction ± half width} with a
 * probability of at least 90 %, if it is drawn like the validation samples and these were not used
 * for training. Choosing the best epoch on them makes the intervals slightly too narrow, and
 * samples of one patient are not independent; so the coverage on test images is measured, see
 * {@link Metrics#INTERVAL_COVERAGE}.
 *
 * @param halfWidths half the width of the interval of each target, in the unit of the target
 */
public record PredictionIntervals(List<Double> halfWidths) {
  /** The fraction of samples whose true value is to lie within the interval. */
  public static final double LEVEL = 0.9;

  /** Creates intervals with these half widths. */
  public PredictionIntervals {
    halfWidths = ImmutableList.copyOf(halfWidths);
  }

  /**
   * Computes the intervals: the half width of a target is the k-th smallest absolute error on the n
   * validation samples, with {@code k = ceil(0.9 (n + 1))}. Empty if k is greater than n, that is
   * with fewer than 9 samples.
   *
   * @param validation measurements of {@link Task#REGRESSION} on samples not used for training
   * @throws org.blockwright.base.UsageException if the task is not a regression
   */
  public static Optional<PredictionIntervals> from(Measurements validation) {
    if (validation.task() != Task.REGRESSION) {
      throw MeasurementProblems.noPredictionIntervals(validation.task());
    }
    int n = validation.samples();
    // In integers, since 0.9 * (n + 1) is rounded up if it is slightly above an integer.
    int k = Math.toIntExact((9L * (n + 1) + 9) / 10);
    if (k > n) {
      return Optional.empty();
    }
    List<Prediction> predictions = validation.predictions();
    return Optional.of(
        new PredictionIntervals(
            IntStream.range(0, validation.names().size())
                .mapToObj(
                    target ->
                        predictions.stream()
                            .mapToDouble(
                                p -> Math.abs((double) p.output(target) - p.target(target)))
                            .sorted()
                            .skip(k - 1)
                            .findFirst()
                            .orElseThrow())
                .toList()));
  }

  /** Returns half the width of the interval of a target. */
  public double halfWidth(int target) {
    return halfWidths.get(target);
  }
}
