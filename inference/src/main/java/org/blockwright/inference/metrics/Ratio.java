package org.blockwright.inference.metrics;

import java.util.OptionalDouble;

/**
 * The result of a metric function. Every metric is a quotient that is undefined if its denominator
 * is 0; of a fraction of samples, both parts are numbers of samples.
 */
public record Ratio(double numerator, double denominator) {

  /** Returns the quotient; empty if the denominator is 0. */
  public OptionalDouble value() {
    return denominator == 0 ? OptionalDouble.empty() : OptionalDouble.of(numerator / denominator);
  }
}
