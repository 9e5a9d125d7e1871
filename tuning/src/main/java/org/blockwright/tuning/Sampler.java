package org.blockwright.tuning;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockwright.inference.metrics.Metric;

/**
 * A search strategy. Immutable; a {@link Search} that it starts belongs to one run of a study, so
 * that a sampler can be used for several studies.
 */
public interface Sampler {
  /** Returns the name in messages and files, such as {@code random}. */
  String name();

  /** Starts a search. The same space, metric, seed and trials give the same proposals. */
  Search start(Space space, Metric metric, long seed);

  /**
   * A running search. All that it knows about a study is in the trials that are passed to it, so
   * that studies can be continued, and several processes can work on one. Not thread-safe.
   */
  interface Search {
    /** Returns an upper bound of the number of proposals; empty if the search never ends. */
    OptionalLong total();

    /**
     * Proposes the values of the next trial: one for each parameter of the space whose conditions
     * hold, in its range. A point that one of the trials has is not proposed again. Empty if the
     * search is exhausted, which ends the study.
     *
     * @param trials all trials of the study, also those of other processes, in any state; the
     *     values that a running trial was started with count as tried
     */
    Optional<Values> propose(List<TrialRecord> trials);
  }
}
