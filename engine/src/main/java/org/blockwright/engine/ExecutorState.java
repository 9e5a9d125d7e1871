package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.blockwright.engine.optimizer.OptimizerState;
import org.blockwright.engine.optimizer.Segment;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an executor changes in training, to save it between two updates and to continue from it in
 * another process: the parameters that are not frozen, the state of the update rule and the average
 * of the parameters. An executor with a restored state continues bit for bit as the one that it was
 * saved from, since everything random follows from seed and number of the step.
 */
public final class ExecutorState {
  private static final String WEIGHTS = "weights";
  private static final String AVERAGE = "average";

  private final Executor executor;
  private final OptimizerState state;
  private final ImmutableSet<ParameterKey> changing;

  private ExecutorState(Executor executor) {
    this.executor = executor;
    this.state = executor.optimizerState();
    ImmutableSet.Builder<ParameterKey> keys = ImmutableSet.builder();
    for (ParameterRange range : ParameterRange.of(executor.graph())) {
      if (treatment(range) != Segment.Treatment.FROZEN) {
        keys.add(range.key());
      }
    }
    this.changing = keys.build();
  }

  /** Returns the state of an executor for training. */
  public static ExecutorState of(Executor executor) {
    return new ExecutorState(executor);
  }

  private Segment.Treatment treatment(ParameterRange range) {
    return state.segments().stream()
        .filter(segment -> segment.from() <= range.from() && range.to() <= segment.to())
        .findFirst()
        .orElseThrow()
        .treatment();
  }

  /** Returns the parameters that are not frozen: trained ones and moving statistics. */
  public Set<ParameterKey> changing() {
    return changing;
  }

  /**
   * Returns the arrays by name, such as {@code weights/fc/W} and {@code momentum/fc/W}. They share
   * the memory of the graph and the update rule: call {@link Executor#publish()} before they are
   * read, and {@link #restored} after they are written.
   */
  public Map<String, INDArray> arrays() {
    Map<String, INDArray> arrays = new LinkedHashMap<>(weights(executor.graph().params()));
    for (ParameterRange range : ParameterRange.of(executor.graph())) {
      if (changing.contains(range.key())) {
        state
            .slots(range.from(), range.to())
            .forEach((slot, values) -> arrays.put(name(slot, range.key()), values));
      }
    }
    state.average().ifPresent(average -> arrays.put(AVERAGE, average));
    return ImmutableMap.copyOf(arrays);
  }

  /**
   * Returns the parts of a copy of the graph's parameters that training changes, by the same names
   * as in {@link #arrays}.
   */
  public Map<String, INDArray> weights(INDArray parameters) {
    ImmutableMap.Builder<String, INDArray> arrays = ImmutableMap.builder();
    ParameterArrays.of(executor.graph(), parameters, changing)
        .forEach((key, values) -> arrays.put(name(WEIGHTS, key), values));
    return arrays.buildOrThrow();
  }

  private static String name(String kind, ParameterKey key) {
    return kind + "/" + key.vertex() + "/" + key.name();
  }

  /** Returns the number of updates so far. */
  public long iterations() {
    return state.iterations();
  }

  /** Returns whether the average of the parameters, if there is one, has values. */
  public boolean hasAverageValues() {
    return state.hasAverageValues();
  }

  /** Makes the executor continue with the values that were written to {@link #arrays}. */
  public void restored(long iterations, boolean hasAverageValues) {
    state.setHasAverageValues(hasAverageValues);
    executor.graph().getConfiguration().setIterationCount(Math.toIntExact(iterations));
    executor.reload();
  }
}
