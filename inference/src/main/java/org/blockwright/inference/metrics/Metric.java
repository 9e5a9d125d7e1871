package org.blockwright.inference.metrics;

import java.util.Map;
import java.util.Objects;

/**
 * A metric to optimize or to monitor: its name and its direction.
 *
 * <pre>{@code
 * Metric.of("validation_loss").better(0.4, 0.5);  // true
 * Metric.maximize("specificity");
 * }</pre>
 *
 * @param name its name in history.csv and metrics.json
 * @param maximized whether higher values are better
 */
public record Metric(String name, boolean maximized) {
  private static final Map<String, Boolean> KNOWN =
      Map.of(
          "loss", false,
          "train_loss", false,
          "validation_loss", false,
          "accuracy", true,
          "validation_accuracy", true,
          "balanced_accuracy", true,
          "macro_precision", true,
          "macro_f1", true);

  public Metric {
    Objects.requireNonNull(name, "name");
  }

  /** Returns a metric whose higher values are better. */
  public static Metric maximize(String name) {
    return new Metric(name, true);
  }

  /** Returns a metric whose lower values are better. */
  public static Metric minimize(String name) {
    return new Metric(name, false);
  }

  /**
   * Returns one of the overall metrics of history.csv and metrics.json.
   *
   * @throws org.blockwright.base.UsageException if the direction of the metric is not known
   */
  public static Metric of(String name) {
    Boolean maximized = KNOWN.get(name);
    if (maximized == null) {
      throw MeasurementProblems.unknownDirection(name);
    }
    return new Metric(name, maximized);
  }

  /** Returns whether {@code a} is better than {@code b}. Every number is better than NaN. */
  public boolean isBetter(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return !Double.isNaN(a);
    }
    return maximized ? a > b : a < b;
  }

  /** Compares two values; the better one comes first. */
  public int compare(double a, double b) {
    return maximized ? Double.compare(b, a) : Double.compare(a, b);
  }
}
