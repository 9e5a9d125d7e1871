package org.blockwright.tuning;

import java.util.Optional;
import java.util.OptionalLong;
import org.blockwright.inference.metrics.Metric;

/**
 * A way to choose what to try next. An immutable choice; what it remembers while a study runs is in
 * the {@link Search} that it starts, so one sampler serves many studies.
 */
public interface Sampler {
  /** Its name in messages and files, such as {@code random}. */
  String name();

  /**
   * Begins a search; the same space, goal and seed, with the same reports, propose the same values.
   */
  Search start(Space space, Metric goal, long seed);

  /** One search under way. Not thread safe. */
  interface Search {
    /** How many proposals there are in all; empty when they never end. */
    OptionalLong total();

    /**
     * The next values: one for each parameter of the space, in its range. Empty when there is
     * nothing left to try, which ends the study.
     */
    Optional<Values> propose();

    /**
     * What came of a trial, done or not; for samplers that learn. Called once a trial, in the order
     * in which trials end. A study that is taken up again repeats {@link #propose} and this for its
     * earlier trials, so that the search stands where it stood.
     */
    void report(TrialResult result);
  }
}
