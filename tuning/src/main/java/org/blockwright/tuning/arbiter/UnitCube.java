package org.blockwright.tuning.arbiter;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.blockwright.tuning.Parameter;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.Values;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;

/**
 * A space as Arbiter sees it: one axis for each parameter that has more than one value. The leaves
 * only tell the grid how many points an axis has; values come from {@link Parameter#valueAt}.
 *
 * <p>A generator numbers the leaves of its space as it is made: one cube for one generator.
 */
@SuppressWarnings("rawtypes") // Arbiter's own interface is raw.
final class UnitCube implements ParameterSpace<double[]> {
  private final Space space;
  private final ImmutableList<Parameter> axes;
  private final ImmutableMap<String, ParameterSpace> leaves;

  /**
   * @param points where a range has more values than this, the grid has so many on its axis
   */
  UnitCube(Space space, int points) {
    this.space = space;
    this.axes =
        space.parameters().stream()
            .filter(p -> p.size().orElse(Long.MAX_VALUE) > 1)
            .collect(ImmutableList.toImmutableList());
    var made = ImmutableMap.<String, ParameterSpace>builder();
    axes.forEach(p -> made.put(p.name(), leaf(GridSize.of(p, points), points)));
    this.leaves = made.buildOrThrow();
  }

  private static ParameterSpace leaf(int count, int points) {
    return count == points
        ? new ContinuousParameterSpace(0, 1)
        : new DiscreteParameterSpace<>(IntStream.range(0, count).boxed().toList());
  }

  /** The values at a candidate's place; its own error, which Arbiter only notes, is thrown. */
  Values values(Candidate<?> candidate) {
    if (candidate.getException() != null) {
      throw ArbiterProblems.candidateFailed(candidate.getException());
    }
    double[] place = candidate.getFlatParameters();
    var values = ImmutableMap.<String, Object>builder();
    int axis = 0;
    for (Parameter p : space.parameters()) {
      boolean varies = axis < axes.size() && axes.get(axis).equals(p);
      values.put(p.name(), p.valueAt(varies ? place[axis++] : 0));
    }
    return Values.of(values.buildOrThrow());
  }

  /** The place itself: a candidate serializes what it is given, and our values stay out of that. */
  @Override
  public double[] getValue(double[] place) {
    return place.clone();
  }

  @Override
  public int numParameters() {
    return axes.size();
  }

  @Override
  public List<ParameterSpace> collectLeaves() {
    return leaves.values().asList();
  }

  @Override
  public Map<String, ParameterSpace> getNestedSpaces() {
    return leaves;
  }

  @Override
  public boolean isLeaf() {
    return false;
  }

  @Override
  public void setIndices(int... indices) {
    throw new UnsupportedOperationException("only leaves have indices");
  }
}
