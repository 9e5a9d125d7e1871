package org.blockwright.inference.metrics;

import java.util.Map;
import java.util.Objects;

/**
 * A figure that is watched, and which way is better.
 *
 * <pre>{@code
 * Metric.of("validation_loss").better(0.4, 0.5);  // true
 * Metric.maximize("specificity");
 * }</pre>
 *
 * @param name as in history.csv and metrics.json
 * @param maximized whether more is better
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

  /** More is better. */
  public static Metric maximize(String name) {
    return new Metric(name, true);
  }

  /** Less is better. */
  public static Metric minimize(String name) {
    return new Metric(name, false);
  }

  /**
   * One of the figures that history.csv and metrics.json name for a whole network.
   *
   * @throws org.blockwright.base.UsageException where the direction of that name is not known
   */
  public static Metric of(String name) {
    Boolean maximized = KNOWN.get(name);
    if (maximized == null) {
      throw MeasurementProblems.unknownDirection(name);
    }
    return new Metric(name, maximized);
  }

  /** Whether {@code a} is better than {@code b}; a NaN is never better and anything beats it. */
  public boolean isBetter(double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return !Double.isNaN(a);
    }
    return maximized ? a > b : a < b;
  }

  /** Compares so that the better of two numbers comes first. */
  public int compare(double a, double b) {
    return maximized ? Double.compare(b, a) : Double.compare(a, b);
  }
}
