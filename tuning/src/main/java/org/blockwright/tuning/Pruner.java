package org.blockwright.tuning;

import java.util.List;
import org.blockwright.inference.metrics.Direction;

/** Ends trials early that are unlikely to become the best one, see {@link Pruners}. */
@FunctionalInterface
public interface Pruner {
  /**
   * Returns whether to end a trial after its last reported value.
   *
   * @param study name of the study
   * @param trial the running trial, with at least one reported value
   * @param trials all trials of the study, in any state, including this one
   */
  boolean prune(String study, Direction direction, TrialRecord trial, List<TrialRecord> trials);
}
