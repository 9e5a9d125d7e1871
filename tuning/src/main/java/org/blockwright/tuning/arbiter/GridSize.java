package org.blockwright.tuning.arbiter;

import com.google.common.math.LongMath;
import org.blockwright.tuning.BoolParameter;
import org.blockwright.tuning.ChoiceParameter;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.Space;

/** How many points a grid has: on one axis, and in all. */
final class GridSize {
  /** Arbiter keeps the numbers of all points in a queue; more would take too long anyway. */
  static final int MAX_POINTS = 1_000_000;

  private GridSize() {}

  /** Every option of a choice or bool; else at most {@code points}. */
  static int of(Parameter parameter, int points) {
    if (parameter instanceof ChoiceParameter || parameter instanceof BoolParameter) {
      return (int) parameter.size().orElseThrow();
    }
    return (int) Math.min(points, parameter.size().orElse(points));
  }

  /** The size of the whole grid; a usage error above {@link #MAX_POINTS}. */
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
