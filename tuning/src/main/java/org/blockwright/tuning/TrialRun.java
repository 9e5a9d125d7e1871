package org.blockwright.tuning;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableSortedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import org.blockwright.base.Seeds;

/** Runs the objective for one trial and records what it reports. */
final class TrialRun implements Trial.Events {
  private final Study.Settings settings;
  private final StudyStore store;
  private final TrialRecord record;
  private final Trial trial;
  private final Map<Integer, Double> reported = new TreeMap<>();
  private final long start = System.nanoTime();

  TrialRun(
      Study.Settings settings,
      StudyStore store,
      TrialRecord record,
      ParameterDefinitions definitions) {
    this.settings = settings;
    this.store = store;
    this.record = record;
    this.trial =
        new Trial(
            record.number(),
            record.values(),
            definitions,
            randomValues(record.origin()),
            this,
            settings.metric.name());
  }

  /** A repeated trial has the values of the first one. */
  private Function<Parameter, Object> randomValues(int number) {
    return p -> p.valueAt(Seeds.random("tune", settings.seed, number, p.name()).nextDouble());
  }

  @Override
  public void suggested(Parameter parameter, Object value) {
    store.setParameter(record, parameter, value);
  }

  @Override
  public void reported(int step, double value) {
    reported.put(step, value);
    store.report(record, step, value);
  }

  @Override
  public boolean shouldPrune() {
    if (reported.isEmpty()) {
      return false;
    }
    List<TrialRecord> trials = store.trials();
    return settings.pruner.prune(
        store.name(), store.direction(), trials.get(record.number()), trials);
  }

  /** Returns the result; empty if the trial was interrupted. */
  Optional<TrialResult> run(Objective objective) {
    try {
      double score = objective.evaluate(trial);
      if (!Double.isFinite(score)) {
        throw TuningProblems.notANumber(settings.metric.name(), score);
      }
      return Optional.of(
          new TrialResult.Done(
              trial.number(), trial.values(), score, trial.metrics(), reported(), seconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (PrunedException e) {
      return Optional.of(
          new TrialResult.Pruned(
              trial.number(), trial.values(), trial.metrics(), reported(), seconds()));
    } catch (Exception | OutOfMemoryError | StackOverflowError | LinkageError | AssertionError e) {
      // Memory and stack are free again after the trial; a missing class or a failed assertion does
      // not affect other trials. Other errors mean that the virtual machine is broken.
      if (Thread.currentThread().isInterrupted()) {
        return Optional.empty();
      }
      return Optional.of(
          new TrialResult.Failed(
              trial.number(),
              trial.values(),
              TuningProblems.reason(e),
              e.getClass().getName(),
              Throwables.getStackTraceAsString(e),
              trial.metrics(),
              reported(),
              seconds()));
    }
  }

  /** Records the result; returns false if another process repeats the trial already. */
  boolean end(TrialResult result) {
    Map<String, String> attributes = new LinkedHashMap<>();
    result
        .metrics()
        .forEach((name, value) -> attributes.put(TrialRecord.METRIC_PREFIX + name, "" + value));
    TrialRecord.State state = TrialRecord.State.COMPLETE;
    if (result instanceof TrialResult.Pruned) {
      state = TrialRecord.State.PRUNED;
    } else if (result instanceof TrialResult.Failed failed) {
      state = TrialRecord.State.FAIL;
      attributes.put(TrialRecord.FAILURE, failed.message());
      attributes.put(TrialRecord.EXCEPTION, failed.exception());
      attributes.put(TrialRecord.STACK_TRACE, failed.stackTrace());
    }
    OptionalDouble value =
        state == TrialRecord.State.COMPLETE ? result.objective() : OptionalDouble.empty();
    return store.end(record, state, value, attributes);
  }

  private ImmutableSortedMap<Integer, Double> reported() {
    return ImmutableSortedMap.copyOf(reported);
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
