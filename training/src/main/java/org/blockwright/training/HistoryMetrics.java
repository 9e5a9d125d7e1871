package org.blockwright.training;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;

/** The metrics of a history, by which its task is recognized. */
final class HistoryMetrics {
  private HistoryMetrics() {}

  private static Set<String> keys(List<History.Epoch> epochs) {
    return epochs.stream()
        .flatMap(epoch -> epoch.validation().keySet().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  private static Optional<Task> find(Set<String> keys) {
    return Stream.of(Task.values())
        .filter(task -> Metrics.overallKeys(task).containsAll(keys))
        .findFirst();
  }

  /** Returns the first task that has all metrics of the epochs, by default a classification. */
  static Task task(List<History.Epoch> epochs) {
    return find(keys(epochs)).orElse(Task.CLASSIFICATION);
  }

  /**
   * Returns the metrics of the task that can be monitored, and others that an epoch has; all
   * metrics if no task has those of the epochs.
   */
  static List<MetricDefinition<ScoredSamples>> columns(List<History.Epoch> epochs) {
    Set<String> keys = keys(epochs);
    return find(keys).map(Metrics::overall).orElse(Metrics.OVERALL).stream()
        .filter(
            metric -> Metrics.monitorKeys().contains(metric.key()) || keys.contains(metric.key()))
        .toList();
  }
}
