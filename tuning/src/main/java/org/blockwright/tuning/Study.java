package org.blockwright.tuning;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.blockwright.base.Progress;
import org.blockwright.inference.metrics.Metric;

/**
 * A hyperparameter search: the sampler proposes values, and the objective evaluates them.
 * Immutable: each method returns a modified copy. Running the same study twice proposes the same
 * values.
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
 * memory or a missing class; five equal failures in a row stop it. Only errors of the virtual
 * machine itself are thrown. An interrupt, or {@code stopWhen}, ends the study and keeps the
 * completed trials; after an interrupt the flag of the thread stays set, and the interrupted trial
 * is repeated when the study is continued.
 *
 * <p>With a {@link #store} a study continues where it stopped, and several threads ({@link #jobs})
 * and processes can work on it.
 */
public final class Study {
  private final Settings settings;

  /** The settings; changed only in the copy that {@link #with} makes. */
  static final class Settings implements Cloneable {
    final Space space;
    final Sampler sampler;
    final Metric metric;
    OptionalInt trials = OptionalInt.empty();
    boolean additional;
    long seed = 42;
    int jobs = 1;
    Optional<Duration> timeout = Optional.empty();
    Optional<StudyStore> store = Optional.empty();
    Pruner pruner = (study, direction, trial, trials) -> false;
    Heartbeat heartbeat = Heartbeat.DEFAULT;
    Progress progress = Progress.silent();
    BooleanSupplier stopCondition = () -> false;
    Consumer<TrialResult> listener = result -> {};

    private Settings(Space space, Sampler sampler, Metric metric) {
      this.space = space;
      this.sampler = sampler;
      this.metric = metric;
    }

    private Settings copy() {
      try {
        return (Settings) clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Study(Settings settings) {
    this.settings = settings;
  }

  private Study with(Consumer<Settings> change) {
    Settings copy = settings.copy();
    change.accept(copy);
    return new Study(copy);
  }

  /**
   * Returns a study in memory with seed 42, without pruner, progress, stop condition and listener.
   */
  public static Study of(Space space, Sampler sampler, Metric metric) {
    return new Study(new Settings(space, sampler, metric));
  }

  /**
   * Sets the number of trials that are completed or pruned, at least 1, at which the study ends; as
   * many failed trials end it, too. Trials of earlier runs of the study and of other processes
   * count. Required unless the sampler is finite, such as a grid.
   */
  public Study trials(int total) {
    if (total < 1) {
      throw TuningProblems.tooFewTrials(total);
    }
    return with(
        s -> {
          s.trials = OptionalInt.of(total);
          s.additional = false;
        });
  }

  /** Sets the number of trials to add to those that are completed or pruned; at least 1. */
  public Study moreTrials(int additional) {
    return trials(additional).with(s -> s.additional = true);
  }

  /** Sets the time after which no further trial is started; by default unlimited. */
  public Study timeout(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw TuningProblems.invalidTimeout(timeout);
    }
    return with(s -> s.timeout = Optional.of(timeout));
  }

  /** Sets the number of trials that run at the same time, each on a thread; by default 1. */
  public Study jobs(int threads) {
    if (threads < 1) {
      throw TuningProblems.tooFewJobs(threads);
    }
    return with(s -> s.jobs = threads);
  }

  /** Sets the store of the trials, whose study is continued; by default in memory. */
  public Study store(StudyStore store) {
    return with(s -> s.store = Optional.of(store));
  }

  /** Sets the pruner; by default no trial is pruned. */
  public Study pruner(Pruner pruner) {
    return with(s -> s.pruner = pruner);
  }

  /** Sets how dead processes are found; by default {@link Heartbeat#DEFAULT}. */
  public Study heartbeat(Heartbeat heartbeat) {
    return with(s -> s.heartbeat = heartbeat);
  }

  /** Sets the seed of all random choices. */
  public Study seed(long seed) {
    return with(s -> s.seed = seed);
  }

  /** Sets the listener of the progress, which is notified of each trial and each failure. */
  public Study progress(Progress progress) {
    return with(s -> s.progress = progress);
  }

  /** Sets a condition that is checked before each trial and ends the study if it is true. */
  public Study stopWhen(BooleanSupplier condition) {
    return with(s -> s.stopCondition = condition);
  }

  /**
   * Sets a listener that is called with each trial of this run when it ends, including failed ones,
   * by one thread at a time. An exception of the listener ends the study.
   */
  public Study onTrial(Consumer<TrialResult> listener) {
    return with(s -> s.listener = listener);
  }

  /**
   * Runs trials until the study ends. The result has all trials of the study, also failed ones and
   * those of earlier runs.
   *
   * @throws org.blockwright.base.TrainingException if five trials in a row fail with the same error
   */
  public StudyResult run(Objective objective) {
    StudyStore store = settings.store.orElseGet(() -> new MemoryStore(settings.metric.direction()));
    if (store.direction() != settings.metric.direction()) {
      throw TuningProblems.otherDirection(
          store.name(), store.direction().id(), settings.metric.direction().id());
    }
    return new StudyRun(settings, store, objective).run();
  }
}
