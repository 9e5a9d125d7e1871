package org.blockwright.training;

import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Keeps a copy of the parameters of the best epoch of a phase. */
final class BestWeights implements AutoCloseable {
  private final ComputationGraph graph;
  private Optional<INDArray> parameters = Optional.empty();

  BestWeights(ComputationGraph graph) {
    this.graph = graph;
  }

  /** Copies the current parameters, which are the best so far. */
  void keep() {
    if (parameters.isEmpty()) {
      parameters = Optional.of(graph.params().dup());
    } else {
      parameters.orElseThrow().assign(graph.params());
    }
  }

  /** Returns the parameters of the best epoch; there must be one. */
  INDArray parameters() {
    return parameters.orElseThrow();
  }

  /** Sets the parameters of the graph to those of the best epoch, if there is one. */
  void restore() {
    parameters.ifPresent(best -> graph.params().assign(best));
  }

  @Override
  public void close() {
    parameters.ifPresent(INDArray::close);
  }
}
