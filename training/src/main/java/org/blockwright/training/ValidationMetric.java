package org.blockwright.training;

import java.util.List;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Output;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;

/**
 * A metric on the validation images in a {@link History}.
 *
 * @param output the name of one of several outputs; empty for the only output of a network, and for
 *     the sum of the losses of several
 */
public record ValidationMetric(String output, MetricDefinition<ScoredSamples> definition) {
  private static final String SEPARATOR = "/";

  /** Returns the metric of the only output, or the sum of the losses of several. */
  public static ValidationMetric of(MetricDefinition<ScoredSamples> definition) {
    return new ValidationMetric("", definition);
  }

  /**
   * Returns the metric with a key, such as {@code accuracy} or {@code age/mae}.
   *
   * @throws UsageException if there is no metric with this key
   */
  public static ValidationMetric ofKey(String key) {
    int separator = key.lastIndexOf(SEPARATOR);
    return separator > 0
        ? new ValidationMetric(
            key.substring(0, separator), Metrics.overall(key.substring(separator + 1)))
        : of(Metrics.overall(key));
  }

  /**
   * Returns the metric with a key if it can be monitored and optimized, see {@link
   * Metrics#monitorKeys}; empty if not.
   */
  public static Optional<ValidationMetric> monitored(String key) {
    return find(key).filter(metric -> Metrics.monitorKeys().contains(metric.definition().key()));
  }

  /** Returns the metric with a name in history.csv; empty if there is none. */
  static Optional<ValidationMetric> named(String name) {
    return name.startsWith(Metric.VALIDATION_PREFIX)
        ? find(name.substring(Metric.VALIDATION_PREFIX.length()))
        : Optional.empty();
  }

  private static Optional<ValidationMetric> find(String key) {
    boolean known =
        !key.startsWith(SEPARATOR)
            && Metrics.overallKeys().contains(key.substring(key.lastIndexOf(SEPARATOR) + 1));
    return known ? Optional.of(ofKey(key)) : Optional.empty();
  }

  /**
   * Checks that the metric applies to the outputs of a network: to the task of the only output, or
   * of several outputs to that of one of them, or that it is the sum of their losses.
   *
   * @throws UsageException if it does not
   */
  public void requireFits(List<Output> outputs) {
    List<String> names = outputs.stream().map(Output::name).toList();
    if (outputs.size() == 1 && !output.isEmpty()) {
      throw new UsageException(TrainingProblems.metricOfOnlyOutput(key(), definition.key()));
    }
    if (outputs.size() > 1 && output.isEmpty() && definition != Metrics.LOSS) {
      String example =
          new ValidationMetric(names.get(0), Metrics.primary(outputs.get(0).task())).key();
      throw new UsageException(TrainingProblems.metricOfSeveralOutputs(key(), names, example));
    }
    if (outputs.size() > 1 && !output.isEmpty() && !names.contains(output)) {
      throw new UsageException(TrainingProblems.unknownOutput(key(), output, names));
    }
    outputs.stream()
        .filter(o -> outputs.size() == 1 || o.name().equals(output))
        .forEach(o -> Metrics.overall(definition.key(), o.task()));
  }

  /** Returns the key in an epoch of a history, such as {@code accuracy} or {@code age/mae}. */
  public String key() {
    return output.isEmpty() ? definition.key() : output + SEPARATOR + definition.key();
  }

  /** Returns the name in history.csv, such as {@code validation_accuracy}. */
  public String name() {
    return Metric.VALIDATION_PREFIX + key();
  }

  /** Returns the name in history.csv with the direction. */
  Metric metric() {
    return new Metric(name(), definition.direction());
  }

  /** Returns the name in tables and reports, such as {@code accuracy} or {@code age MAE}. */
  public String title() {
    return output.isEmpty() ? definition.title() : output + " " + definition.title();
  }
}
