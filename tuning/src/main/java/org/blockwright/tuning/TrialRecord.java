package org.blockwright.tuning;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trial as a {@link StudyStore} records it, in any state.
 *
 * @param id identifies the trial in its store
 * @param number number in the study; the first one is 0
 * @param state current state
 * @param values parameter values so far
 * @param parameters definitions of the parameters that have a value
 * @param value the study's metric; may be infinite, and is empty unless the trial is complete
 * @param reported values reported during the trial by step; may be NaN or infinite
 * @param attributes additional data by key
 * @param retryOf numbers of the trials that this one repeats because their process ended, the first
 *     one first
 * @param started start time; empty while the trial is waiting
 * @param ended end time; empty before
 */
public record TrialRecord(
    long id,
    int number,
    State state,
    Values values,
    ImmutableMap<String, Parameter> parameters,
    OptionalDouble value,
    ImmutableSortedMap<Integer, Double> reported,
    ImmutableMap<String, String> attributes,
    ImmutableList<Integer> retryOf,
    Optional<Instant> started,
    Optional<Instant> ended) {

  /** States of a trial, with the names that Optuna uses. */
  public enum State {
    WAITING,
    RUNNING,
    COMPLETE,
    PRUNED,
    FAIL;

    /** Returns whether a trial in this state does not change any more. */
    public boolean ended() {
      return this == COMPLETE || this == PRUNED || this == FAIL;
    }
  }

  /** Key of the message of a failed trial. */
  public static final String FAILURE = "failure";

  /** Key of the class name of the exception of a failed trial. */
  public static final String EXCEPTION = "exception";

  /** Key of the stack trace of a failed trial. */
  public static final String STACK_TRACE = "stack trace";

  /** Start of the keys of additional metrics. */
  public static final String METRIC_PREFIX = "metric ";

  /** Key that marks a failed trial which another one repeats. */
  public static final String RETRIED = "retried";

  /** Returns whether the trial failed because its process ended, and another one repeats it. */
  public boolean retried() {
    return attributes.containsKey(RETRIED);
  }

  /** Returns the number of the first of the trials that repeat each other: this one or another. */
  int origin() {
    return retryOf.isEmpty() ? number : retryOf.get(0);
  }
}
