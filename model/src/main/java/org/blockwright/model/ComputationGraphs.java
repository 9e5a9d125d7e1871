package org.blockwright.model;

import static java.lang.System.arraycopy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.ParameterLayout;
import org.blockwright.model.lowering.ParameterLayout.ParameterSlice;
import org.blockwright.model.lowering.TrainingPlan;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Creates ComputationGraphs, reads and sets their parameters, and copies weights between them. */
final class ComputationGraphs {
  private ComputationGraphs() {}

  /** Creates a graph with all parameters 0, which avoids DL4J's own initialization. */
  static ComputationGraph createZeroed(LayerGraph layers, TrainingPlan plan) {
    ComputationGraphConfiguration configuration = Lowering.lower(layers, plan);
    ComputationGraph graph =
        of(configuration, Nd4j.zeros(DataType.FLOAT, 1, parameterCount(configuration)));
    layers.nodes().forEach(node -> fixGamma(graph, node));
    return graph;
  }

  /** A batch norm without gamma has one in DL4J, which must be 1. */
  private static void fixGamma(ComputationGraph graph, Node node) {
    if (node.layer() instanceof BatchNorm norm && !norm.gamma()) {
      INDArray gamma =
          graph.getLayer(node.name()).paramTable().get(ParameterLayout.key(Parameter.GAMMA));
      if (gamma != null) {
        gamma.assign(1);
      }
    }
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

  /** Returns the values of a parameter, in Keras's layout. */
  static float[] getParameter(
      ComputationGraph graph, LayerGraph layers, Node node, Parameter parameter) {
    List<ParameterSlice> slices = ParameterLayout.slices(node, parameter);
    if (slices.size() == 1) {
      return ParameterLayout.toKeras(layers, node, parameter, array(graph, slices.get(0)));
    }
    float[] all = new float[Math.toIntExact(parameter.size())];
    for (ParameterSlice slice : slices) {
      Parameter part = sliceParameter(parameter, slice);
      float[] values = ParameterLayout.toKeras(layers, node, part, array(graph, slice));
      forEachSegment(
          parameter, slice, (whole, one, width) -> arraycopy(values, one, all, whole, width));
    }
    return all;
  }

  /** Sets a parameter to values in Keras's layout. */
  static void setParameter(
      ComputationGraph graph, LayerGraph layers, Node node, Parameter parameter, float[] values) {
    List<ParameterSlice> slices = ParameterLayout.slices(node, parameter);
    if (slices.size() == 1) {
      ParameterLayout.write(layers, node, parameter, values, array(graph, slices.get(0)));
      return;
    }
    for (ParameterSlice slice : slices) {
      Parameter part = sliceParameter(parameter, slice);
      float[] partValues = new float[Math.toIntExact(part.size())];
      forEachSegment(
          parameter,
          slice,
          (whole, one, width) -> arraycopy(values, whole, partValues, one, width));
      ParameterLayout.write(layers, node, part, partValues, array(graph, slice));
    }
  }

  /** DL4J's array, a view: writing to it changes the graph. */
  private static INDArray array(ComputationGraph graph, ParameterSlice slice) {
    return graph.getLayer(slice.vertex()).getParam(slice.key());
  }

  private static Parameter sliceParameter(Parameter whole, ParameterSlice slice) {
    List<Integer> shape = new ArrayList<>(whole.shape());
    shape.set(shape.size() - 1, slice.to() - slice.from());
    return new Parameter(whole.kind(), shape, whole.trainable());
  }

  private interface SegmentCopier {
    void copy(int whole, int part, int width);
  }

  /** Visits the contiguous segments of a slice within the values of the whole parameter. */
  private static void forEachSegment(Parameter whole, ParameterSlice slice, SegmentCopier copier) {
    int all = whole.shape().get(whole.shape().size() - 1);
    int width = slice.to() - slice.from();
    for (int row = 0; row < whole.size() / all; row++) {
      copier.copy(row * all + slice.from(), row * width, width);
    }
  }

  /** Copies weights from a model to a graph for training. */
  static void copyWeightsToTraining(
      Model from, LayerGraph part, TrainingPlan plan, ComputationGraph training) {
    Set<String> folded = Lowering.foldedBatchNorms(part, plan);
    for (Node node : part.nodes()) {
      if (folded.contains(node.name())) {
        foldBatchNorm(from, node, training);
      } else {
        copyWeights(part, node, from.graph(), training);
      }
    }
  }

  /**
   * Copies weights from a trained graph to the model. A folded batch norm is frozen, so the model
   * already has its parameters.
   */
  static void copyWeightsFromTraining(
      Model to, LayerGraph part, TrainingPlan plan, ComputationGraph trained) {
    Set<String> folded = Lowering.foldedBatchNorms(part, plan);
    part.nodes().stream()
        .filter(node -> !folded.contains(node.name()))
        .forEach(node -> copyWeights(part, node, trained, to.graph()));
  }

  private static void copyWeights(
      LayerGraph part, Node node, ComputationGraph from, ComputationGraph to) {
    for (Parameter parameter : part.parameters(node)) {
      for (ParameterSlice slice : ParameterLayout.slices(node, parameter)) {
        array(to, slice).assign(array(from, slice));
      }
    }
  }

  /** A folded batch norm is a factor gamma / sqrt(var + eps) and an offset beta - mean * factor. */
  private static void foldBatchNorm(Model from, Node node, ComputationGraph training) {
    org.deeplearning4j.nn.api.Layer norm = from.graph().getLayer(node.name());
    double epsilon = ((BatchNorm) node.layer()).epsilon();
    INDArray factor =
        norm.getParam("gamma").div(Transforms.sqrt(norm.getParam("var").add(epsilon)));
    INDArray offset = norm.getParam("beta").sub(norm.getParam("mean").mul(factor));
    org.deeplearning4j.nn.api.Layer folded = training.getLayer(node.name());
    folded.getParam("W").assign(factor.reshape(folded.getParam("W").shape()));
    folded.getParam("b").assign(offset.reshape(folded.getParam("b").shape()));
  }
}
