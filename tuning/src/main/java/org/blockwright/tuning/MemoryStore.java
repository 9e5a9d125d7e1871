package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.blockwright.inference.metrics.Direction;

/** Keeps the trials in memory, for a study that ends with its process. */
final class MemoryStore implements StudyStore {
  private final Direction direction;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<TrialRecord> trials = new ArrayList<>();

  MemoryStore(Direction direction) {
    this.direction = direction;
  }

  @Override
  public String name() {
    return "study";
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public synchronized Map<String, String> attributes() {
    return ImmutableMap.copyOf(attributes);
  }

  @Override
  public synchronized void setAttribute(String key, String value) {
    attributes.put(key, value);
  }

  @Override
  public synchronized List<TrialRecord> trials() {
    return ImmutableList.copyOf(trials);
  }

  @Override
  public synchronized Optional<TrialRecord> start(
      Function<List<TrialRecord>, Optional<Start>> choice) {
    return choice.apply(trials()).map(this::start);
  }

  private TrialRecord start(Start start) {
    TrialRecord trial;
    if (start instanceof Start.Waiting waiting) {
      trial = running(waiting.trial(), waiting.values(), waiting.space());
      trials.set(trial.number(), trial);
    } else {
      Start.New fresh = (Start.New) start;
      trial = running(waiting(trials.size(), List.of()), fresh.values(), fresh.space());
      trials.add(trial);
    }
    return trial;
  }

  private static TrialRecord waiting(int number, List<Integer> retryOf) {
    return new TrialRecord(
        number,
        number,
        TrialRecord.State.WAITING,
        Values.of(Map.of()),
        ImmutableMap.of(),
        OptionalDouble.empty(),
        ImmutableSortedMap.of(),
        ImmutableMap.of(),
        ImmutableList.copyOf(retryOf),
        Optional.empty(),
        Optional.empty());
  }

  private static TrialRecord running(TrialRecord trial, Values values, Space space) {
    return new TrialRecord(
        trial.id(),
        trial.number(),
        TrialRecord.State.RUNNING,
        values,
        space.definitions(values),
        OptionalDouble.empty(),
        ImmutableSortedMap.of(),
        trial.attributes(),
        trial.retryOf(),
        Optional.of(Instant.now()),
        Optional.empty());
  }

  @Override
  public synchronized void setParameter(TrialRecord trial, Parameter parameter, Object value) {
    TrialRecord t = trials.get(trial.number());
    Map<String, Object> values = new LinkedHashMap<>(t.values().asMap());
    values.put(parameter.name(), value);
    Map<String, Parameter> parameters = new LinkedHashMap<>(t.parameters());
    parameters.put(parameter.name(), parameter);
    replace(t, t.state(), Values.of(values), parameters, t.value(), t.reported(), Map.of());
  }

  @Override
  public synchronized void report(TrialRecord trial, int step, double value) {
    TrialRecord t = trials.get(trial.number());
    Map<Integer, Double> reported = new TreeMap<>(t.reported());
    reported.put(step, value);
    replace(t, t.state(), t.values(), t.parameters(), t.value(), reported, Map.of());
  }

  @Override
  public synchronized boolean end(
      TrialRecord trial, TrialRecord.State state, OptionalDouble value, Map<String, String> added) {
    TrialRecord t = trials.get(trial.number());
    if (t.state() != TrialRecord.State.RUNNING) {
      return false;
    }
    replace(t, state, t.values(), t.parameters(), value, t.reported(), added);
    return true;
  }

  @Override
  public synchronized boolean retry(TrialRecord trial, String reason, int maxRetries) {
    boolean again = trial.retryOf().size() < maxRetries;
    Map<String, String> added = new LinkedHashMap<>();
    added.put(TrialRecord.FAILURE, reason);
    if (again) {
      added.put(TrialRecord.RETRIED, String.valueOf(trials.size()));
    }
    if (!end(trial, TrialRecord.State.FAIL, OptionalDouble.empty(), added)) {
      return false;
    }
    if (again) {
      List<Integer> origins = new ArrayList<>(trial.retryOf());
      origins.add(trial.number());
      TrialRecord repetition = waiting(trials.size(), origins);
      trials.add(repetition);
      TrialRecord last = trials.get(trial.number());
      replace(
          repetition,
          TrialRecord.State.WAITING,
          last.values(),
          last.parameters(),
          OptionalDouble.empty(),
          Map.of(),
          Map.of());
    }
    return true;
  }

  private void replace(
      TrialRecord old,
      TrialRecord.State state,
      Values values,
      Map<String, Parameter> parameters,
      OptionalDouble value,
      Map<Integer, Double> reported,
      Map<String, String> added) {
    Map<String, String> all = new LinkedHashMap<>(old.attributes());
    all.putAll(added);
    trials.set(
        old.number(),
        new TrialRecord(
            old.id(),
            old.number(),
            state,
            values,
            ImmutableMap.copyOf(parameters),
            value,
            ImmutableSortedMap.copyOf(reported),
            ImmutableMap.copyOf(all),
            old.retryOf(),
            old.started(),
            state.ended() ? Optional.of(Instant.now()) : Optional.empty()));
  }

  @Override
  public void beat(Set<Long> running) {
    // The trials end with this process.
  }

  @Override
  public List<TrialRecord> abandoned(Duration grace) {
    return List.of();
  }
}
