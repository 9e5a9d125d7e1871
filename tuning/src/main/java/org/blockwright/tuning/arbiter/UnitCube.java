package org.blockwright.tuning.arbiter;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
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
 * A space for Arbiter: a unit cube with an axis for each parameter that has several values. The
 * leaves only define the number of grid points on an axis; {@link Parameter#valueAt} returns the
 * values.
 *
 * <p>A generator assigns indices to the leaves in its constructor, so each generator needs its own
 * cube.
 */
@SuppressWarnings("rawtypes") // Arbiter's own interface is raw.
final class UnitCube implements ParameterSpace<double[]> {
  private final Space space;
  private final ImmutableList<Parameter> axes;
  private final ImmutableMap<String, ParameterSpace> leaves;

  /**
   * @param points maximum number of grid points on the axis of an integer or real
   */
  UnitCube(Space space, int points) {
    this.space = space;
    this.axes =
        space.parameters().stream()
            .filter(p -> p.size().orElse(Long.MAX_VALUE) > 1)
            .collect(ImmutableList.toImmutableList());
    var builder = ImmutableMap.<String, ParameterSpace>builder();
    axes.forEach(p -> builder.put(p.name(), leaf(GridSize.of(p, points), points)));
    this.leaves = builder.buildOrThrow();
  }

  private static ParameterSpace leaf(int count, int points) {
    return count == points
        ? new ContinuousParameterSpace(0, 1)
        : new DiscreteParameterSpace<>(IntStream.range(0, count).boxed().toList());
  }

  /**
   * Returns the values at the point of a candidate; throws its error, which Arbiter only stores.
   */
  Values values(Candidate<?> candidate) {
    if (candidate.getException() != null) {
      throw ArbiterProblems.candidateFailed(candidate.getException());
    }
    double[] point = candidate.getFlatParameters();
    Map<String, Object> values = new LinkedHashMap<>();
    int axis = 0;
    for (Parameter p : space.parameters()) {
      boolean varies = axis < axes.size() && axes.get(axis).equals(p);
      values.put(p.name(), p.valueAt(varies ? point[axis++] : 0));
    }
    return space.active(values);
  }

  /** Returns the point itself: a candidate serializes this value, and our values need not be. */
  @Override
  public double[] getValue(double[] point) {
    return point.clone();
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
