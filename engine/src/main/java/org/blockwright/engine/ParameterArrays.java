package org.blockwright.engine;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The parameters of a graph as flat arrays that share the memory of its parameter vector. */
public final class ParameterArrays {
  private ParameterArrays() {}

  /** Returns the parameters of a graph in the order of its parameter vector. */
  public static Map<ParameterKey, INDArray> of(ComputationGraph graph) {
    return of(graph, graph.params());
  }

  /**
   * Returns the parts of a vector that has the layout of the parameters of a graph.
   *
   * @param vector such as a copy of the parameters
   */
  public static Map<ParameterKey, INDArray> of(ComputationGraph graph, INDArray vector) {
    ImmutableMap.Builder<ParameterKey, INDArray> arrays = ImmutableMap.builder();
    for (ParameterRange range : ParameterRange.of(graph)) {
      arrays.put(range.key(), range(vector, range));
    }
    return arrays.buildOrThrow();
  }

  /** Returns those of some parameters. */
  static Map<ParameterKey, INDArray> of(
      ComputationGraph graph, INDArray vector, Set<ParameterKey> keys) {
    ImmutableMap.Builder<ParameterKey, INDArray> arrays = ImmutableMap.builder();
    for (ParameterRange range : ParameterRange.of(graph)) {
      if (keys.contains(range.key())) {
        arrays.put(range.key(), range(vector, range));
      }
    }
    return arrays.buildOrThrow();
  }

  private static INDArray range(INDArray vector, ParameterRange range) {
    return vector.reshape(vector.length()).get(NDArrayIndex.interval(range.from(), range.to()));
  }
}
