package org.blockwright.tuning.arbiter;

import com.google.common.math.LongMath;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.Space;

/** The number of points of a grid: per parameter, and in total. */
final class GridSize {
  /** Arbiter keeps the indices of all points in memory; more trials would take too long anyway. */
  static final int MAX_POINTS = 1_000_000;

  private GridSize() {}

  /** Returns all values of a choice or bool, otherwise at most {@code points}. */
  static int of(Parameter parameter, int points) {
    if (parameter instanceof ChoiceParameter || parameter instanceof BoolParameter) {
      return (int) parameter.size().orElseThrow();
    }
    return (int) Math.min(points, parameter.size().orElse(points));
  }

  /** Returns the total number of points; a usage error above {@link #MAX_POINTS}. */
  static int of(Space space, int points) {
    long total = 1;
    for (Parameter p : space.parameters()) {
      total = LongMath.saturatedMultiply(total, of(p, points));
    }
    if (total > MAX_POINTS) {
      throw ArbiterProblems.gridTooLarge(total, points);
    }
    return (int) total;
  }
}
