package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.Optional;

/**
 * A 95 % confidence interval.
 *
 * @param low lower bound, inclusive
 * @param high upper bound, inclusive
 */
public record Interval(double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution. */
  private static final double Z = 1.959964;

  /**
   * Returns Wilson's score interval (Wilson 1927) for {@code k} successes in {@code n} trials:
   * center {@code (p + z^2/2n)/(1 + z^2/n)}, half width {@code z/(1 + z^2/n) sqrt(p(1-p)/n +
   * z^2/4n^2)}. Empty if {@code n} is 0.
   */
  public static Optional<Interval> wilson(long k, long n) {
    if (n == 0) {
      return Optional.empty();
    }
    double p = (double) k / n;
    double zz = Z * Z / n;
    double center = (p + zz / 2) / (1 + zz);
    double half = Z / (1 + zz) * Math.sqrt(p * (1 - p) / n + zz / (4 * n));
    // For k = 0 and k = n the bounds are exactly 0 and 1; rounding would miss them.
    return Optional.of(new Interval(k == 0 ? 0 : center - half, k == n ? 1 : center + half));
  }

  /**
   * Returns the interval from the 2.5 % to the 97.5 % quantile, interpolated linearly between ranks
   * (Hyndman and Fan's type 7, NumPy's default). NaN values are ignored. Empty if no value is left,
   * or if all values are equal (a class without a single error): an interval of width 0 would claim
   * a certainty that the data does not support.
   */
  static Optional<Interval> percentiles(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return sorted.length == 0 || sorted[0] == sorted[sorted.length - 1]
        ? Optional.empty()
        : Optional.of(new Interval(quantile(sorted, 0.025), quantile(sorted, 0.975)));
  }

  /** Returns {@code high - low}. */
  public double width() {
    return high - low;
  }

  private static double quantile(double[] sorted, double fraction) {
    double rank = fraction * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
