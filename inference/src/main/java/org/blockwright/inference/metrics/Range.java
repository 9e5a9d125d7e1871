package org.blockwright.inference.metrics;

/**
 * The possible values of a metric.
 *
 * @param low lower bound, inclusive unless infinite
 * @param high upper bound, inclusive unless infinite
 */
public record Range(double low, double high) {
  /** [0, 1]. */
  public static final Range FRACTION = new Range(0, 1);

  /** [-1, 1]. */
  public static final Range CORRELATION = new Range(-1, 1);

  /** [0, inf). */
  public static final Range NON_NEGATIVE = new Range(0, Double.POSITIVE_INFINITY);

  /** (-inf, 1]. */
  public static final Range AT_MOST_ONE = new Range(Double.NEGATIVE_INFINITY, 1);

  /** Returns whether both bounds are finite. */
  public boolean isBounded() {
    return Double.isFinite(low) && Double.isFinite(high);
  }

  /**
   * Returns the position of a value in a bounded range, 0 at the lower and 1 at the upper bound.
   */
  public double position(double value) {
    return (value - low) / (high - low);
  }

  @Override
  public String toString() {
    return (Double.isFinite(low) ? "[" + (long) low : "(-inf")
        + ", "
        + (Double.isFinite(high) ? (long) high + "]" : "inf)");
  }
}
