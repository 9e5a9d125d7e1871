package org.blockwright.inference.metrics;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The value of a metric with its 95 % intervals.
 *
 * @param value empty if the metric is undefined
 * @param wilson interval of a metric with {@link IntervalMethod#WILSON}
 * @param bootstrap interval of a metric with {@link IntervalMethod#BOOTSTRAP}, or with {@link
 *     IntervalMethod#WILSON} if a group has several samples
 */
public record MetricValue(
    OptionalDouble value, Optional<Interval> wilson, Optional<Interval> bootstrap) {

  /**
   * Returns the interval to report, the wider of the two: Wilson's is too narrow if the samples of
   * a group resemble each other, the bootstrap's if nearly all predictions are right or wrong.
   */
  public Optional<Interval> interval() {
    if (wilson.isPresent() && bootstrap.isPresent()) {
      return wilson.get().width() > bootstrap.get().width() ? wilson : bootstrap;
    }
    return wilson.isPresent() ? wilson : bootstrap;
  }

  /** Returns the value of an undefined metric. */
  static MetricValue undefined() {
    return new MetricValue(OptionalDouble.empty(), Optional.empty(), Optional.empty());
  }

  /** Returns the value with its interval, {@code 0.9000 [0.5958, 0.9821]}, or {@code n/a}. */
  @Override
  public String toString() {
    return MeasurementsText.metric(this);
  }
}
