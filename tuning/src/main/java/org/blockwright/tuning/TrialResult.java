package org.blockwright.tuning;

import com.google.common.collect.ImmutableMap;
import java.util.OptionalDouble;

/** What came of a trial. Data: everything that a file or a table of trials holds. */
public sealed interface TrialResult permits TrialResult.Done, TrialResult.Failed {
  /** How a trial can end. */
  enum State {
    DONE,
    FAILED
  }

  /** 1 for the first trial of the study. */
  int number();

  /** What was tried, by name. */
  Values values();

  /** Further figures that the trial noted, by name; a failed trial keeps what it had. */
  ImmutableMap<String, Double> metrics();

  /** Wall-clock seconds. */
  double seconds();

  /** How it ended. */
  State state();

  /** The study's metric; empty unless done. */
  OptionalDouble objective();

  /** A trial that ran to its end; {@code score} is the study's metric, finite. */
  record Done(
      int number, Values values, double score, ImmutableMap<String, Double> metrics, double seconds)
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

  /**
   * A trial that failed.
   *
   * @param message what went wrong, one line
   * @param exception the class of what was thrown
   * @param stackTrace the stack trace, for {@code --debug}
   */
  record Failed(
      int number,
      Values values,
      String message,
      String exception,
      String stackTrace,
      ImmutableMap<String, Double> metrics,
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

    /** {@code Trial 7 {mix.width=96, lr=0.31} failed: loss became NaN at epoch 2, batch 14.} */
    public String describe() {
      return TuningProblems.trialFailed(this);
    }
  }
}
