package org.blockwright.model;

import org.blockwright.model.lowering.Constraint;
import org.blockwright.model.lowering.LoweredLayer;
import org.blockwright.model.lowering.LoweredNetwork;
import org.blockwright.model.lowering.LoweredParameter;
import org.blockwright.model.lowering.ParameterSlice;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Creates ComputationGraphs, and copies weights between them. */
final class ComputationGraphs {
  private ComputationGraphs() {}

  /**
   * Creates a graph with all parameters 0, except for those with a constraint. This avoids DL4J's
   * own initialization.
   */
  static ComputationGraph createZeroed(LoweredNetwork lowered) {
    ComputationGraphConfiguration configuration = lowered.configuration();
    ComputationGraph graph =
        of(configuration, Nd4j.zeros(DataType.FLOAT, 1, parameterCount(configuration)));
    for (LoweredLayer layer : lowered.layers()) {
      for (Constraint constraint : layer.constraints()) {
        int initialValue =
            switch (constraint.kind()) {
              case FIXED_AT_ONE -> 1;
            };
        constraint.slice().array(graph).assign(initialValue);
      }
    }
    return graph;
  }

  /** Creates a graph with the given parameters, a row vector in DL4J's order. */
  static ComputationGraph of(ComputationGraphConfiguration configuration, INDArray parameters) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(parameters, false);
    return graph;
  }

  static long parameterCount(ComputationGraphConfiguration configuration) {
    return configuration.getVertices().values().stream()
        .mapToLong(vertex -> vertex.numParams(true))
        .sum();
  }

  /**
   * Copies the parameters of all layers. A folded batch norm has none; it is frozen, so the graph
   * with the batch norm itself keeps its parameters.
   */
  static void copyWeights(LoweredNetwork lowered, ComputationGraph from, ComputationGraph to) {
    for (LoweredLayer layer : lowered.layers()) {
      for (LoweredParameter parameter : layer.parameters()) {
        for (ParameterSlice slice : parameter.slices()) {
          slice.array(to).assign(slice.array(from));
        }
      }
    }
  }

  /** Sets the folded batch norms of a graph for training from a graph with the batch norms. */
  static void foldBatchNorms(
      LoweredNetwork lowered, ComputationGraph from, ComputationGraph training) {
    for (LoweredLayer layer : lowered.layers()) {
      layer.foldedBatchNorm().ifPresent(norm -> norm.fold(from, training));
    }
  }
}
