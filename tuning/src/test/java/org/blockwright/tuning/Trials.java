package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trials for tests of samplers and pruners. */
public final class Trials {
  private Trials() {}

  /** Adds a trial with these values that has failed, so that only they matter. */
  public static void add(List<TrialRecord> trials, Values values) {
    trials.add(of(trials.size(), TrialRecord.State.FAIL, values, OptionalDouble.empty(), Map.of()));
  }

  /** Returns a completed trial. */
  public static TrialRecord complete(int number, Values values, double value) {
    return of(number, TrialRecord.State.COMPLETE, values, OptionalDouble.of(value), Map.of());
  }

  /** Returns a trial. */
  public static TrialRecord of(
      int number,
      TrialRecord.State state,
      Values values,
      OptionalDouble value,
      Map<Integer, Double> reported) {
    return new TrialRecord(
        number,
        number,
        state,
        values,
        ImmutableMap.of(),
        value,
        ImmutableSortedMap.copyOf(reported),
        ImmutableMap.of(),
        ImmutableList.of(),
        Optional.of(Instant.EPOCH),
        Optional.empty());
  }
}
