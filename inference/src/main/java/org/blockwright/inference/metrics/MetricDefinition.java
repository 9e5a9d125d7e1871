package org.blockwright.inference.metrics;

import com.google.common.collect.ImmutableSet;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.blockwright.dsl.Task;

/**
 * A row of the table of {@link Metrics}.
 *
 * @param <S> {@link ScoredSamples} for a metric over all classes, labels or targets, {@link
 *     OneVsRest} for a metric of one of them
 * @param key name in metrics.json, history.csv and studies
 * @param title name in tables and reports
 * @param tasks the tasks that it applies to
 * @param direction whether higher or lower values are better
 * @param range possible values
 * @param interval how the 95 % interval is computed; {@link IntervalMethod#WILSON} requires a
 *     function that returns numbers of samples
 * @param function computes the metric from true values, outputs and weights
 */
public record MetricDefinition<S>(
    String key,
    String title,
    ImmutableSet<Task> tasks,
    Direction direction,
    Range range,
    IntervalMethod interval,
    Function<S, Ratio> function) {

  /** Returns whether the metric applies to a task. */
  public boolean appliesTo(Task task) {
    return tasks.contains(task);
  }

  /** Computes the metric; empty if it is undefined. */
  public OptionalDouble compute(S samples) {
    return function.apply(samples).value();
  }

  @Override
  public String toString() {
    return key;
  }
}
