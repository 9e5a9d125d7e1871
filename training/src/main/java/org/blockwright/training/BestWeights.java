package org.blockwright.training;

import java.util.Optional;
import org.blockwright.training.TrainingEvent.NewBest;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Keeps a copy of the parameters of the best epoch. */
final class BestWeights implements TrainingListener, AutoCloseable {
  private final ComputationGraph graph;
  private Optional<INDArray> parameters = Optional.empty();

  BestWeights(ComputationGraph graph) {
    this.graph = graph;
  }

  @Override
  public void newBest(NewBest event, TrainingControl control) {
    if (parameters.isEmpty()) {
      parameters = Optional.of(graph.params().dup());
    } else {
      parameters.orElseThrow().assign(graph.params());
    }
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
