package org.blockwright.tuning;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.OptionalDouble;

/** The result of a trial: parameters, objective and metrics. */
public sealed interface TrialResult
    permits TrialResult.Done, TrialResult.Pruned, TrialResult.Failed {
  /** The final state of a trial. */
  enum State {
    DONE,
    PRUNED,
    FAILED
  }

  /** Returns the number of the trial; the first one is 0, as in Optuna. */
  int number();

  /** Returns the parameter values by name. */
  Values values();

  /** Returns the additional metrics that the trial recorded, by name; of failed trials too. */
  ImmutableMap<String, Double> metrics();

  /** Returns the values reported during the trial, by step; may be NaN or infinite. */
  ImmutableSortedMap<Integer, Double> reported();

  /** Returns the duration in seconds. */
  double seconds();

  /** Returns the final state. */
  State state();

  /** Returns the study's metric; empty for a pruned or failed trial. */
  OptionalDouble objective();

  /** A completed trial; {@code score} is the study's metric, a finite number. */
  record Done(
      int number,
      Values values,
      double score,
      ImmutableMap<String, Double> metrics,
      ImmutableSortedMap<Integer, Double> reported,
      double seconds)
      implements TrialResult {
    @Override
    public State state() {
      return State.DONE;
    }

    @Override
    public OptionalDouble objective() {
      return OptionalDouble.of(score);
    }
  }

  /** A trial that a {@link Pruner} ended early, as {@link #reported} shows. */
  record Pruned(
      int number,
      Values values,
      ImmutableMap<String, Double> metrics,
      ImmutableSortedMap<Integer, Double> reported,
      double seconds)
      implements TrialResult {
    @Override
    public State state() {
      return State.PRUNED;
    }

    @Override
    public OptionalDouble objective() {
      return OptionalDouble.empty();
    }
  }

  /**
   * A failed trial.
   *
   * @param message error message in one line
   * @param exception class name of the exception
   * @param stackTrace stack trace, for {@code --debug}
   */
  record Failed(
      int number,
      Values values,
      String message,
      String exception,
      String stackTrace,
      ImmutableMap<String, Double> metrics,
      ImmutableSortedMap<Integer, Double> reported,
      double seconds)
      implements TrialResult {
    @Override
    public State state() {
      return State.FAILED;
    }

    @Override
    public OptionalDouble objective() {
      return OptionalDouble.empty();
    }

    /**
     * Returns a message such as {@code Trial 7 {mix.width=96, lr=0.31} failed: loss became NaN at
     * epoch 2, batch 14.}
     */
    public String describe() {
      return TuningProblems.trialFailed(this);
    }
  }
}
