package org.blockwright.tuning;

import com.google.common.collect.Sets;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The points that the trials of a study have tried. Remembers those of trials that have ended, so
 * that proposals do not take longer with each trial. Not thread-safe.
 */
public final class TriedPoints {
  private final Space space;
  private final Set<Values> ended = new HashSet<>();
  private final BitSet numbers = new BitSet();

  /** Creates a memory for the points of a space. */
  public TriedPoints(Space space) {
    this.space = space;
  }

  /**
   * Returns the points of the trials: their values of the parameters of the space.
   *
   * @param trials all trials of one study, always the same one, in any state
   * @return valid until the next call
   */
  public Set<Values> of(List<TrialRecord> trials) {
    Set<Values> running = new HashSet<>();
    for (TrialRecord trial : trials) {
      if (numbers.get(trial.number())) {
        continue;
      }
      if (trial.state().ended()) {
        numbers.set(trial.number());
        ended.add(Points.of(space, trial));
      } else {
        running.add(Points.of(space, trial));
      }
    }
    return Sets.union(ended, running);
  }
}
