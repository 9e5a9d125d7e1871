package org.blockwright.inference.metrics;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where a figure lies with 95 % confidence.
 *
 * @param low the lower end, included
 * @param high the upper end, included
 */
public record Interval(double low, double high) {
  /** The 97.5 % quantile of the standard normal distribution. */
  private static final double Z = 1.959964;

  /**
   * Wilson's score interval (Wilson 1927) for {@code k} successes of {@code n}: centre {@code (p +
   * z^2/2n)/(1 + z^2/n)}, half width {@code z/(1 + z^2/n) sqrt(p(1-p)/n + z^2/4n^2)}. Empty where
   * {@code n} is 0.
   */
  public static Optional<Interval> wilson(long k, long n) {
    if (n == 0) {
      return Optional.empty();
    }
    double p = (double) k / n;
    double zz = Z * Z / n;
    double centre = (p + zz / 2) / (1 + zz);
    double half = Z / (1 + zz) * Math.sqrt(p * (1 - p) / n + zz / (4 * n));
    // The ends are exactly 0 and 1 there; rounding must not say otherwise.
    return Optional.of(new Interval(k == 0 ? 0 : centre - half, k == n ? 1 : centre + half));
  }

  /**
   * From the 2.5 % to the 97.5 % quantile of {@code draws}, interpolated linearly between ranks
   * (Hyndman and Fan's type 7, numpy's default). NaN draws are left out. Empty where none is left,
   * or where all are the same (a class without a single mistake): an interval without width would
   * claim a certainty that nothing supports.
   */
  static Optional<Interval> percentiles(double[] draws) {
    double[] sorted = Arrays.stream(draws).filter(d -> !Double.isNaN(d)).sorted().toArray();
    return sorted.length == 0 || sorted[0] == sorted[sorted.length - 1]
        ? Optional.empty()
        : Optional.of(new Interval(quantile(sorted, 0.025), quantile(sorted, 0.975)));
  }

  public double width() {
    return high - low;
  }

  private static double quantile(double[] sorted, double share) {
    double rank = share * (sorted.length - 1);
    int below = (int) rank;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }
}
