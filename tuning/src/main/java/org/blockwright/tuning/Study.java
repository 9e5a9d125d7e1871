package org.blockwright.tuning;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.blockwright.base.Progress;
import org.blockwright.base.Seeds;
import org.blockwright.inference.metrics.Metric;

/**
 * A hyperparameter search: the sampler proposes values, and the objective evaluates them, one trial
 * after the other. Immutable: each method returns a modified copy. Running the same study twice
 * proposes the same values.
 *
 * <pre>{@code
 * StudyResult result =
 *     Study.of(space, ArbiterSamplers.random(), Metric.minimize("loss"))
 *         .trials(30)
 *         .seed(42)
 *         .progress(progress)
 *         .stopWhen(stopped::get)
 *         .run(trial -> lossOf(trial));
 * }</pre>
 *
 * <p>A failed trial is recorded with its message and the study continues, also after a lack of
 * memory or a missing class. Only errors of the virtual machine itself are thrown. An interrupt, or
 * {@code stopWhen}, ends the study and keeps the completed trials; after an interrupt the flag of
 * the thread stays set, and the interrupted trial is not recorded.
 */
public final class Study {
  private final Space space;
  private final Sampler sampler;
  private final Metric metric;
  private final OptionalInt trials;
  private final long seed;
  private final Progress progress;
  private final BooleanSupplier stopCondition;
  private final Consumer<TrialResult> listener;

  private Study(
      Space space,
      Sampler sampler,
      Metric metric,
      OptionalInt trials,
      long seed,
      Progress progress,
      BooleanSupplier stopCondition,
      Consumer<TrialResult> listener) {
    this.space = space;
    this.sampler = sampler;
    this.metric = metric;
    this.trials = trials;
    this.seed = seed;
    this.progress = progress;
    this.stopCondition = stopCondition;
    this.listener = listener;
  }

  /** Returns a study with seed 42, without progress, stop condition and listener. */
  public static Study of(Space space, Sampler sampler, Metric metric) {
    return new Study(
        space,
        sampler,
        metric,
        OptionalInt.empty(),
        42,
        Progress.silent(),
        () -> false,
        result -> {});
  }

  /**
   * Sets the maximum number of trials, at least 1. Required unless the sampler is finite, such as a
   * grid.
   */
  public Study trials(int maximum) {
    if (maximum < 1) {
      throw TuningProblems.tooFewTrials(maximum);
    }
    return new Study(
        space, sampler, metric, OptionalInt.of(maximum), seed, progress, stopCondition, listener);
  }

  /** Sets the seed of all random choices. */
  public Study seed(long seed) {
    return new Study(space, sampler, metric, trials, seed, progress, stopCondition, listener);
  }

  /** Sets the listener of the progress, which is notified of each trial and each failure. */
  public Study progress(Progress progress) {
    return new Study(space, sampler, metric, trials, seed, progress, stopCondition, listener);
  }

  /** Sets a condition that is checked before each trial and ends the study if it is true. */
  public Study stopWhen(BooleanSupplier condition) {
    return new Study(space, sampler, metric, trials, seed, progress, condition, listener);
  }

  /**
   * Sets a listener that is called with each trial when it ends, including failed ones; see {@link
   * TrialLog}. An exception of the listener ends the study.
   */
  public Study onTrial(Consumer<TrialResult> listener) {
    return new Study(space, sampler, metric, trials, seed, progress, stopCondition, listener);
  }

  /** Runs the trials on the current thread. The result has failed trials too. */
  public StudyResult run(Objective objective) {
    Sampler.Search search =
        sampler.start(space, metric, Seeds.derive("tune", seed, sampler.name()));
    long total = trialLimit(search.total());
    ParameterDefinitions definitions = new ParameterDefinitions(space);
    List<TrialResult> results = new ArrayList<>();
    boolean stopped = false;
    try (Progress.Task task = progress.start("study", total)) {
      for (int number = 1; number <= total; number++) {
        if (stopCondition.getAsBoolean() || Thread.currentThread().isInterrupted()) {
          stopped = true;
          break;
        }
        Optional<Values> proposed = search.propose();
        if (proposed.isEmpty()) {
          break;
        }
        space.validate(sampler.name(), proposed.get());
        Trial trial =
            new Trial(number, proposed.get(), definitions, randomValues(number), metric.name());
        Optional<TrialResult> result = runTrial(trial, objective);
        if (result.isEmpty()) {
          stopped = true;
          break;
        }
        results.add(result.get());
        listener.accept(result.get());
        search.report(result.get());
        reportProgress(task, results);
      }
    }
    return new StudyResult(
        metric, space, sampler.name(), seed, ImmutableList.copyOf(results), stopped);
  }

  private long trialLimit(OptionalLong proposals) {
    if (trials.isEmpty() && proposals.isEmpty()) {
      throw TuningProblems.trialsRequired(sampler.name());
    }
    return Math.min(trials.orElse(Integer.MAX_VALUE), proposals.orElse(Long.MAX_VALUE));
  }

  private Function<Parameter, Object> randomValues(int number) {
    return p -> p.valueAt(Seeds.random("tune", seed, number, p.name()).nextDouble());
  }

  /** Returns the result; empty if the trial was interrupted. */
  private Optional<TrialResult> runTrial(Trial trial, Objective objective) {
    long start = System.nanoTime();
    try {
      double score = objective.evaluate(trial);
      if (!Double.isFinite(score)) {
        throw TuningProblems.notANumber(metric.name(), score);
      }
      return Optional.of(
          new TrialResult.Done(
              trial.number(), trial.values(), score, trial.metrics(), secondsSince(start)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
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
              secondsSince(start)));
    }
  }

  private void reportProgress(Progress.Task task, List<TrialResult> results) {
    if (results.get(results.size() - 1) instanceof TrialResult.Failed failed) {
      progress.note(failed.describe());
    }
    String best =
        Ranking.best(metric, results)
            .map(
                b ->
                    "best %s %s (trial %s)"
                        .formatted(metric.name(), Values.format(b.score()), b.number()))
            .orElse("");
    task.advance(1, best);
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
