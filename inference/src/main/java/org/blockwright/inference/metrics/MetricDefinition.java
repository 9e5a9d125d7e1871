package org.blockwright.inference.metrics;

import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A row of the table of {@link Metrics}.
 *
 * @param <S> {@link ScoredSamples} for a metric over all classes, {@link OneVsRest} for a metric of
 *     one class
 * @param key name in metrics.json, history.csv and studies
 * @param title name in tables and reports
 * @param direction whether higher or lower values are better
 * @param range possible values
 * @param interval how the 95 % interval is computed; {@link IntervalMethod#WILSON} requires a
 *     function that returns numbers of samples
 * @param function computes the metric from labels, scores and weights
 */
public record MetricDefinition<S>(
    String key,
    String title,
    Direction direction,
    Range range,
    IntervalMethod interval,
    Function<S, Ratio> function) {

  /** Computes the metric; empty if it is undefined. */
  public OptionalDouble compute(S samples) {
    return function.apply(samples).value();
  }

  @Override
  public String toString() {
    return key;
  }
}
