package org.blockwright.engine.compiled;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads the current parameters of a graph. */
final class Parameters {
  private final ComputationGraph graph;

  Parameters(ComputationGraph graph) {
    this.graph = graph;
  }

  /** Returns the array of a parameter, a view of the graph's memory. */
  INDArray array(Parameter parameter) {
    return graph.getLayer(parameter.vertex()).getParam(parameter.key());
  }

  /** Returns a copy of the values of a parameter in C order. */
  double[] values(Parameter parameter) {
    return array(parameter).dup('c').data().asDouble();
  }
}
