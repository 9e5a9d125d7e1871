package org.blockwright.inference.metrics;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One measured number and how far it can be trusted.
 *
 * @param value empty where the figure is not defined
 * @param wilson the 95 % interval of a share of independent samples; empty for averages and F1
 * @param bootstrap the 95 % interval from drawing whole groups anew; for shares only where a group
 *     has more than one sample
 */
public record MetricValue(
    OptionalDouble value, Optional<Interval> wilson, Optional<Interval> bootstrap) {

  /**
   * The interval to quote, the wider of the two: Wilson's is too narrow where samples of a group
   * resemble each other, and the bootstrap's where nearly all samples are right or wrong.
   */
  public Optional<Interval> interval() {
    if (wilson.isPresent() && bootstrap.isPresent()) {
      return wilson.get().width() > bootstrap.get().width() ? wilson : bootstrap;
    }
    return wilson.isPresent() ? wilson : bootstrap;
  }

  /** A figure that is not defined. */
  static MetricValue undefined() {
    return new MetricValue(OptionalDouble.empty(), Optional.empty(), Optional.empty());
  }
}
