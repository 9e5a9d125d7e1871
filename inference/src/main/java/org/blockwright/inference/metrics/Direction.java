package org.blockwright.inference.metrics;

import java.util.Locale;

/** Whether higher or lower values of a metric are better. */
public enum Direction {
  /** Higher values are better. */
  MAXIMIZE,
  /** Lower values are better. */
  MINIMIZE;

  /** Returns the value in files: {@code maximize} or {@code minimize}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether {@code a} is better than {@code b}. Every number is better than NaN. */
  public boolean isBetter(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return !Double.isNaN(a) && Double.isNaN(b);
    }
    return this == MAXIMIZE ? a > b : a < b;
  }

  /** Compares two values; the better one comes first. */
  public int compare(double a, double b) {
    return this == MAXIMIZE ? Double.compare(b, a) : Double.compare(a, b);
  }
}
