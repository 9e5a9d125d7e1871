package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.blockwright.inference.metrics.Metric;

/** Orders trials by their objective. */
final class Ranking {
  private Ranking() {}

  /** Returns the best completed trial, the earliest one of equals. */
  static Optional<TrialResult.Done> best(Metric metric, List<TrialResult> trials) {
    return completed(trials).stream().min(bestFirst(metric));
  }

  /**
   * Returns the trials, best first; equal ones by number, then pruned, then failed ones by number.
   */
  static ImmutableList<TrialResult> sorted(Metric metric, List<TrialResult> trials) {
    return ImmutableList.<TrialResult>builder()
        .addAll(completed(trials).stream().sorted(bestFirst(metric)).toList())
        .addAll(trials.stream().filter(TrialResult.Pruned.class::isInstance).toList())
        .addAll(failed(trials))
        .build();
  }

  static ImmutableList<TrialResult.Done> completed(List<TrialResult> trials) {
    return trials.stream()
        .filter(TrialResult.Done.class::isInstance)
        .map(TrialResult.Done.class::cast)
        .collect(ImmutableList.toImmutableList());
  }

  static ImmutableList<TrialResult.Failed> failed(List<TrialResult> trials) {
    return trials.stream()
        .filter(TrialResult.Failed.class::isInstance)
        .map(TrialResult.Failed.class::cast)
        .collect(ImmutableList.toImmutableList());
  }

  private static Comparator<TrialResult.Done> bestFirst(Metric metric) {
    return Comparator.<TrialResult.Done, Double>comparing(
            TrialResult.Done::score, (a, b) -> metric.compare(a, b))
        .thenComparing(TrialResult.Done::number);
  }
}
