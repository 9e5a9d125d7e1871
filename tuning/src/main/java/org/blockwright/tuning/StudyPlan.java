package org.blockwright.tuning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockwright.tuning.StudyStore.Start;

/** Decides what a study does next, from its trials alone: which trial to start, or to end. */
final class StudyPlan {
  private final Space space;
  private final String sampler;
  private final Sampler.Search search;
  private final OptionalLong limit;
  private boolean waiting;

  /**
   * Creates a plan.
   *
   * @param sampler name of the sampler
   * @param limit number of completed or pruned trials, or of failed ones, that end the study
   */
  StudyPlan(Space space, String sampler, Sampler.Search search, OptionalLong limit) {
    this.space = space;
    this.sampler = sampler;
    this.search = search;
    this.limit = limit;
  }

  /** Returns the trial to start; empty if there is none now, see {@link #waits}. */
  Optional<Start> next(List<TrialRecord> trials) {
    long running = count(trials, TrialRecord.State.RUNNING);
    waiting = false;
    if (isComplete(trials)) {
      return Optional.empty();
    }
    if (limit.isPresent() && finished(trials) + running >= limit.getAsLong()) {
      // One of the running trials may fail.
      waiting = true;
      return Optional.empty();
    }
    Optional<TrialRecord> waitingTrial =
        trials.stream().filter(t -> t.state() == TrialRecord.State.WAITING).findFirst();
    if (waitingTrial.isPresent()) {
      return Optional.of(start(waitingTrial.get(), trials));
    }
    Optional<Values> proposed = search.propose(trials);
    proposed.ifPresent(values -> space.validate(sampler, values));
    waiting = proposed.isEmpty() && running > 0;
    return proposed.map(values -> new Start.New(values, space));
  }

  /** Completes the values of a trial that another program added with some of them. */
  private Start start(TrialRecord trial, List<TrialRecord> trials) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (!trial.values().asMap().keySet().containsAll(space.active(fill(trial)).asMap().keySet())) {
      search.propose(trials).ifPresent(proposed -> values.putAll(proposed.asMap()));
    }
    values.putAll(trial.values().asMap());
    return new Start.Waiting(trial, Values.of(values), space);
  }

  /** Returns the values of a trial, and first values of the other parameters. */
  private Map<String, Object> fill(TrialRecord trial) {
    Map<String, Object> all = new LinkedHashMap<>();
    space.parameters().forEach(p -> all.put(p.name(), p.valueAt(0)));
    all.putAll(trial.values().asMap());
    return all;
  }

  /** Returns whether the last call of {@link #next} depends on the end of a running trial. */
  boolean waits() {
    return waiting;
  }

  /** Returns whether no further trial is started, whatever the running ones give. */
  private boolean isComplete(List<TrialRecord> trials) {
    return limit.isPresent()
        && (finished(trials) >= limit.getAsLong() || failed(trials) >= limit.getAsLong());
  }

  /** Returns the number of trials that are completed or pruned. */
  static long finished(List<TrialRecord> trials) {
    return count(trials, TrialRecord.State.COMPLETE) + count(trials, TrialRecord.State.PRUNED);
  }

  private static long failed(List<TrialRecord> trials) {
    return trials.stream().filter(t -> t.state() == TrialRecord.State.FAIL && !t.retried()).count();
  }

  private static long count(List<TrialRecord> trials, TrialRecord.State state) {
    return trials.stream().filter(t -> t.state() == state).count();
  }
}
