package org.blockwright.engine.compiled;

import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Reads the current parameters of a graph of floats. */
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
    INDArray array = array(parameter);
    if (!isContiguous(array)) {
      return array.dup('c').data().asDouble();
    }
    // Much faster than ND4J's access.
    float[] floats = new float[(int) array.length()];
    new FloatPointer(array.data().addressPointer()).get(floats);
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  private static boolean isContiguous(INDArray array) {
    return array.isVector() && array.elementWiseStride() == 1
        || array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
  }
}
