package org.blockwright.training;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;

/** The metrics of a history, by which the tasks of its outputs are recognized. */
final class HistoryMetrics {
  /** The only output of a network. */
  private static final String ONLY = "";

  private HistoryMetrics() {}

  private static Stream<ValidationMetric> all(List<History.Epoch> epochs) {
    return epochs.stream()
        .flatMap(epoch -> epoch.validation().keySet().stream())
        .distinct()
        .map(ValidationMetric::ofKey);
  }

  /** Returns the names of several outputs, in order; the only output has an empty name. */
  private static List<String> outputs(List<History.Epoch> epochs) {
    List<String> several =
        all(epochs)
            .map(ValidationMetric::output)
            .filter(output -> !output.equals(ONLY))
            .distinct()
            .toList();
    return several.isEmpty() ? List.of(ONLY) : several;
  }

  private static Set<MetricDefinition<ScoredSamples>> metrics(
      List<History.Epoch> epochs, String output) {
    return all(epochs)
        .filter(metric -> metric.output().equals(output))
        .map(ValidationMetric::definition)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static Optional<Task> find(Set<MetricDefinition<ScoredSamples>> metrics) {
    return Stream.of(Task.values())
        .filter(task -> Metrics.overall(task).containsAll(metrics))
        .findFirst();
  }

  private static Task task(List<History.Epoch> epochs, String output) {
    return find(metrics(epochs, output)).orElse(Task.CLASSIFICATION);
  }

  /**
   * Returns the first task that has all metrics of the epochs, by default a classification; of
   * several outputs that of the first.
   */
  static Task task(List<History.Epoch> epochs) {
    return task(epochs, outputs(epochs).get(0));
  }

  /** Returns the metric that summarizes each output, see {@link Metrics#primary}. */
  static List<ValidationMetric> primary(List<History.Epoch> epochs) {
    return outputs(epochs).stream()
        .map(output -> new ValidationMetric(output, Metrics.primary(task(epochs, output))))
        .toList();
  }

  /**
   * Returns the metrics of the task that can be monitored, and others that an epoch has; all
   * metrics if no task has those of the epochs. Of several outputs these are the metrics of each,
   * after the sum of their losses.
   */
  static List<ValidationMetric> columns(List<History.Epoch> epochs) {
    ImmutableList.Builder<ValidationMetric> columns = ImmutableList.builder();
    List<String> outputs = outputs(epochs);
    if (!outputs.contains(ONLY)) {
      Set<MetricDefinition<ScoredSamples>> ofAll = metrics(epochs, ONLY);
      Metrics.OVERALL.stream()
          .filter(ofAll::contains)
          .forEach(metric -> columns.add(ValidationMetric.of(metric)));
    }
    for (String output : outputs) {
      Set<MetricDefinition<ScoredSamples>> own = metrics(epochs, output);
      find(own).map(Metrics::overall).orElse(Metrics.OVERALL).stream()
          .filter(metric -> Metrics.monitorKeys().contains(metric.key()) || own.contains(metric))
          .forEach(metric -> columns.add(new ValidationMetric(output, metric)));
    }
    return columns.build();
  }
}
