package org.blockwright.tuning;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.blockwright.inference.metrics.Direction;

/**
 * The trials of one study. Safe for use by several threads; an implementation that stores trials
 * outside of the process is safe for use by several processes, too.
 */
public interface StudyStore {
  /** Returns the name of the study. */
  String name();

  /** Returns whether the study minimizes or maximizes its metric. */
  Direction direction();

  /** Returns the data of the study by key. */
  Map<String, String> attributes();

  /** Sets data of the study, replacing those of the same key. */
  void setAttribute(String key, String value);

  /** Returns all trials by number. */
  List<TrialRecord> trials();

  /**
   * Starts a trial. The choice and its start are one atomic step: no other thread or process starts
   * a trial in between, so that no two of them start the same one.
   *
   * @param choice returns what to start, for the trials so far; empty for none
   * @return the running trial; empty if there is none to start
   */
  Optional<TrialRecord> start(Function<List<TrialRecord>, Optional<Start>> choice);

  /** Records the value of a parameter that was not known when the trial started. */
  void setParameter(TrialRecord trial, Parameter parameter, Object value);

  /** Records a value during a trial; may be NaN or infinite. */
  void report(TrialRecord trial, int step, double value);

  /**
   * Ends a running trial.
   *
   * @param state {@code COMPLETE}, {@code PRUNED} or {@code FAIL}
   * @param value the study's metric; present only if the trial is complete
   * @param attributes data of the trial by key
   * @return false if the trial is not running any more, because another process took it for dead;
   *     nothing is recorded then
   */
  boolean end(
      TrialRecord trial,
      TrialRecord.State state,
      OptionalDouble value,
      Map<String, String> attributes);

  /**
   * Ends a running trial whose process ended before the trial, as failed, and adds one that repeats
   * its values; both in one atomic step.
   *
   * @param reason recorded as failure
   * @param maxRetries number of repetitions after which no further one is added
   * @return false if the trial is not running any more
   */
  boolean retry(TrialRecord trial, String reason, int maxRetries);

  /** Records that the process of these trials is alive. */
  void beat(Set<Long> trials);

  /**
   * Returns the running trials whose process is dead: on this machine, or without a {@link #beat}
   * while this object was asked again and again for a time. Empty if the trials belong to this
   * process alone.
   *
   * @param grace time without a heartbeat after which a process counts as dead
   */
  List<TrialRecord> abandoned(Duration grace);

  /** What to start: a waiting trial, or a new one. */
  sealed interface Start permits Start.Waiting, Start.New {
    /**
     * Starts a waiting trial.
     *
     * @param trial the trial
     * @param values values of its parameters, those that it had included
     * @param space definitions of the parameters
     */
    record Waiting(TrialRecord trial, Values values, Space space) implements Start {}

    /**
     * Starts a new trial.
     *
     * @param values values of its parameters
     * @param space definitions of the parameters
     */
    record New(Values values, Space space) implements Start {}
  }
}
