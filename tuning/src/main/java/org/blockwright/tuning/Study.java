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
 * All tries: a sampler proposes, the objective tries, one after the other. Immutable; each word
 * returns a copy, and running the same study twice proposes the same values.
 *
 * <pre>{@code
 * StudyResult result =
 *     Study.of(space, ArbiterSamplers.random(), Metric.minimize("loss"))
 *         .trials(30)
 *         .seed(42)
 *         .progress(progress)
 *         .stopWhen(stop::get)
 *         .run(trial -> lossOf(trial));
 * }</pre>
 *
 * <p>A trial that fails is recorded with its reason and the study goes on; so is one that ran out
 * of memory or met a missing class. Only an error of the virtual machine itself comes through. An
 * interrupt, or {@code stopWhen}, ends the study and keeps what was finished: the flag of the
 * thread stays set, and the trial under way, if the interrupt ended it, is not counted.
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
      Metric goal,
      OptionalInt trials,
      long seed,
      Progress progress,
      BooleanSupplier stop,
      Consumer<TrialResult> listener) {
    this.space = space;
    this.sampler = sampler;
    this.metric = goal;
    this.trials = trials;
    this.seed = seed;
    this.progress = progress;
    this.stopCondition = stop;
    this.listener = listener;
  }

  /** What varies, who chooses, what for. Seed 42 and no word to anybody unless said. */
  public static Study of(Space space, Sampler sampler, Metric goal) {
    return new Study(
        space,
        sampler,
        goal,
        OptionalInt.empty(),
        42,
        Progress.silent(),
        () -> false,
        result -> {});
  }

  /**
   * At most so many trials; at least 1. Needed unless the sampler ends by itself, as a grid does.
   */
  public Study trials(int most) {
    if (most < 1) {
      throw TuningProblems.tooFewTrials(most);
    }
    return new Study(
        space, sampler, metric, OptionalInt.of(most), seed, progress, stopCondition, listener);
  }

  /** What every random choice derives from. */
  public Study seed(long value) {
    return new Study(space, sampler, metric, trials, value, progress, stopCondition, listener);
  }

  /** Who hears of trials as they end, and of each failure. */
  public Study progress(Progress other) {
    return new Study(space, sampler, metric, trials, seed, other, stopCondition, listener);
  }

  /** Asked before each trial; true ends the study. */
  public Study stopWhen(BooleanSupplier asked) {
    return new Study(space, sampler, metric, trials, seed, progress, asked, listener);
  }

  /**
   * Called with each trial as it ends, before the next begins, failed ones included; see {@link
   * TrialLog}. What it throws ends the study.
   */
  public Study onTrial(Consumer<TrialResult> other) {
    return new Study(space, sampler, metric, trials, seed, progress, stopCondition, other);
  }

  /** Runs the trials on this thread. What failed is in the result, see {@link StudyResult#best}. */
  public StudyResult run(Objective objective) {
    Sampler.Search search =
        sampler.start(space, metric, Seeds.derive("tune", seed, sampler.name()));
    long total = trialLimit(search.total());
    ParameterDefinitions known = new ParameterDefinitions(space);
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
        Trial trial = new Trial(number, proposed.get(), known, randomValues(number), metric.name());
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

  /** Empty when the trial was interrupted. */
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
      // Memory and stack are free again once the trial has been unwound; a missing class or a
      // failed assertion harms nobody else. Other errors say that the virtual machine is broken.
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
