package org.blockwright.tuning;

import java.util.Optional;
import java.util.OptionalLong;
import org.blockwright.inference.metrics.Metric;

/**
 * A search strategy. Immutable; the state of a running study is in the {@link Search} that it
 * starts, so that a sampler can be used for several studies.
 */
public interface Sampler {
  /** Returns the name in messages and files, such as {@code random}. */
  String name();

  /** Starts a search. The same space, metric, seed and reports give the same proposals. */
  Search start(Space space, Metric metric, long seed);

  /** A running search. Not thread-safe. */
  interface Search {
    /** Returns the total number of proposals; empty if the search never ends. */
    OptionalLong total();

    /**
     * Proposes the values of the next trial: one for each parameter of the space, in its range.
     * Empty if the search is exhausted, which ends the study.
     */
    Optional<Values> propose();

    /**
     * Reports the result of a trial, completed or failed, to samplers that adapt to results. Called
     * once per trial, in the order in which trials end. A resumed study repeats {@link #propose}
     * and this method for its earlier trials to restore the state of the search.
     */
    void report(TrialResult result);
  }
}
