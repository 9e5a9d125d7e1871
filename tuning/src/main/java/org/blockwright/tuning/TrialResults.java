package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The results of recorded trials. */
final class TrialResults {
  private TrialResults() {}

  /**
   * Returns the results of the trials that have ended, by number, without those that another one
   * repeats because their process ended.
   */
  static ImmutableList<TrialResult> of(List<TrialRecord> trials) {
    return trials.stream()
        .filter(t -> t.state().ended() && !t.retried())
        .map(TrialResults::of)
        .collect(ImmutableList.toImmutableList());
  }

  private static TrialResult of(TrialRecord trial) {
    ImmutableMap.Builder<String, Double> metrics = ImmutableMap.builder();
    trial
        .attributes()
        .forEach(
            (key, value) -> {
              if (key.startsWith(TrialRecord.METRIC_PREFIX)) {
                metrics.put(
                    key.substring(TrialRecord.METRIC_PREFIX.length()), Double.valueOf(value));
              }
            });
    double seconds = seconds(trial.started(), trial.ended());
    return switch (trial.state()) {
      case COMPLETE ->
          new TrialResult.Done(
              trial.number(),
              trial.values(),
              trial.value().orElse(Double.NaN),
              metrics.buildOrThrow(),
              trial.reported(),
              seconds);
      case PRUNED ->
          new TrialResult.Pruned(
              trial.number(), trial.values(), metrics.buildOrThrow(), trial.reported(), seconds);
      default ->
          new TrialResult.Failed(
              trial.number(),
              trial.values(),
              trial.attributes().getOrDefault(TrialRecord.FAILURE, TuningProblems.unknownFailure()),
              trial.attributes().getOrDefault(TrialRecord.EXCEPTION, ""),
              trial.attributes().getOrDefault(TrialRecord.STACK_TRACE, ""),
              metrics.buildOrThrow(),
              trial.reported(),
              seconds);
    };
  }

  private static double seconds(Optional<Instant> start, Optional<Instant> end) {
    return start.isPresent() && end.isPresent()
        ? Duration.between(start.get(), end.get()).toNanos() / 1e9
        : 0;
  }
}
