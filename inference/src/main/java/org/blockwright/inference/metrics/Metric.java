package org.blockwright.inference.metrics;

import java.util.Objects;

/**
 * A metric to optimize or to monitor: its name and its direction.
 *
 * <pre>{@code
 * Metric.of("validation_loss").isBetter(0.4, 0.5);  // true
 * Metric.maximize("specificity");
 * }</pre>
 *
 * @param name its name in history.csv and metrics.json
 * @param direction whether higher or lower values are better
 */
public record Metric(String name, Direction direction) {
  /** The name of the training loss in a history. */
  public static final String TRAIN_LOSS = "train_" + Metrics.LOSS.key();

  /** The prefix of metrics on the validation images in a history. */
  public static final String VALIDATION_PREFIX = "validation_";

  public Metric {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(direction, "direction");
  }

  /** Returns a metric whose higher values are better. */
  public static Metric maximize(String name) {
    return new Metric(name, Direction.MAXIMIZE);
  }

  /** Returns a metric whose lower values are better. */
  public static Metric minimize(String name) {
    return new Metric(name, Direction.MINIMIZE);
  }

  /**
   * Returns a metric with the direction of the table: an overall metric of {@link Metrics}, the
   * training loss, or an overall metric with the prefix {@code validation_}; for one of several
   * outputs with its name, such as {@code age/mae} and {@code validation_age/mae}.
   *
   * @throws org.blockwright.base.UsageException if the direction of the metric is not known
   */
  public static Metric of(String name) {
    String key =
        name.equals(TRAIN_LOSS)
            ? Metrics.LOSS.key()
            : name.startsWith(VALIDATION_PREFIX)
                ? name.substring(VALIDATION_PREFIX.length())
                : name;
    return Metrics.find(key.substring(key.lastIndexOf('/') + 1))
        .map(metric -> new Metric(name, metric.direction()))
        .orElseThrow(() -> MeasurementProblems.unknownDirection(name));
  }

  /** Returns the metric on the validation images, as in a history. */
  public static Metric ofValidation(MetricDefinition<ScoredSamples> metric) {
    return new Metric(VALIDATION_PREFIX + metric.key(), metric.direction());
  }

  /** Returns whether {@code a} is better than {@code b}. Every number is better than NaN. */
  public boolean isBetter(double a, double b) {
    return direction.isBetter(a, b);
  }

  /** Compares two values; the better one comes first. */
  public int compare(double a, double b) {
    return direction.compare(a, b);
  }
}
