package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.blockwright.inference.metrics.Metric;

/** Trials by what they reached. */
final class Ranking {
  private Ranking() {}

  /** The best trial that ended well; of equals the earliest. */
  static Optional<TrialResult.Done> best(Metric goal, List<TrialResult> trials) {
    return completed(trials).stream().min(bestFirst(goal));
  }

  /** Best first, equals by number; what failed comes last, by number. */
  static ImmutableList<TrialResult> sorted(Metric goal, List<TrialResult> trials) {
    return ImmutableList.<TrialResult>builder()
        .addAll(completed(trials).stream().sorted(bestFirst(goal)).toList())
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

  private static Comparator<TrialResult.Done> bestFirst(Metric goal) {
    return Comparator.<TrialResult.Done, Double>comparing(
            TrialResult.Done::score, (a, b) -> goal.compare(a, b))
        .thenComparing(TrialResult.Done::number);
  }
}
