package org.blockwright.model.lowering;

import org.blockwright.engine.ParameterKey;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The location of a parameter, or part of it, in the DL4J graph.
 *
 * @param vertex name of the vertex
 * @param key DL4J's name of the array within the vertex
 * @param from first index along the last axis of Keras's layout
 * @param to last index + 1
 */
public record ParameterSlice(String vertex, String key, int from, int to) {

  /** DL4J's name of the array within the graph, the key of gradients and parameter tables. */
  public String variable() {
    return vertex + "_" + key;
  }

  /** The name of the array for executors. */
  public ParameterKey parameterKey() {
    return new ParameterKey(vertex, key);
  }

  /** Returns DL4J's array, a view: writing to it changes the graph. */
  public INDArray array(ComputationGraph graph) {
    return graph.getLayer(vertex).getParam(key);
  }

  int width() {
    return to - from;
  }
}
