package org.blockwright.engine.compiled;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The graph's own memory of parameters and of the gradients of those that are trained. */
final class ParameterMemory {
  private final ComputationGraph graph;
  private final Parameters parameters;
  private final Map<Parameter, INDArray> gradients = new HashMap<>();
  private final long parameterAddress;
  private final long gradientAddress;

  /** Reads the current arrays of a graph that has a gradient vector. */
  ParameterMemory(ComputationGraph graph, TrainingPlan plan) {
    this.graph = graph;
    this.parameters = new Parameters(graph);
    this.parameterAddress = address(graph.params());
    this.gradientAddress = address(graph.getFlattenedGradients());
    for (GraphVertex vertex : graph.getVertices()) {
      if (vertex.hasLayer() && vertex.numParams() > 0) {
        for (String key : vertex.paramTable(false).keySet()) {
          Parameter parameter = new Parameter(vertex.getVertexName(), key);
          if (plan.isTrained(parameter)) {
            gradients.put(parameter, gradientViews(vertex.getLayer()).get(key));
          }
        }
      }
    }
  }

  private static Map<String, INDArray> gradientViews(Layer layer) {
    return layer
        .conf()
        .getLayer()
        .initializer()
        .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
  }

  private static long address(INDArray array) {
    return array.data().addressPointer().address();
  }

  /** Returns whether the graph has other arrays now. */
  boolean isOutdated() {
    return address(graph.params()) != parameterAddress
        || address(graph.getFlattenedGradients()) != gradientAddress;
  }

  INDArray array(Parameter parameter) {
    return parameters.array(parameter);
  }

  /** Returns the gradient of a parameter if it is trained. */
  Optional<INDArray> gradient(Parameter parameter) {
    return Optional.ofNullable(gradients.get(parameter));
  }

  /** Describes an array as a tensor. */
  static Tensor tensor(INDArray array, memory.desc desc, long... dimensions) {
    long bytes = array.length() * Float.BYTES;
    return new Tensor(desc, dimensions, Buffer.at(array.data().addressPointer(), bytes));
  }

  /** Describes a vector as a tensor. */
  static Tensor vector(INDArray array) {
    long[] length = {array.length()};
    return tensor(array, OneDnn.plain(length), length);
  }
}
