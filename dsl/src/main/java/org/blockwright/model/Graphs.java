package org.blockwright.model;

import java.util.Set;
import org.blockwright.dsl.BatchNorm;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Parameter;
import org.blockwright.dsl.lowering.Lowering;
import org.blockwright.dsl.lowering.ParameterLayout;
import org.blockwright.dsl.lowering.Plan;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Makes ComputationGraphs, and carries weights between those that hold the same layers. */
final class Graphs {
  private Graphs() {}

  /** A graph whose parameters are all 0: DL4J's own initial weights would be drawn for nothing. */
  static ComputationGraph blank(Graph layers, Plan plan) {
    ComputationGraphConfiguration configuration = Lowering.lower(layers, plan);
    return of(configuration, Nd4j.zeros(DataType.FLOAT, 1, count(configuration)));
  }

  /** A graph with these parameters, one row as DL4J lays them out. */
  static ComputationGraph of(ComputationGraphConfiguration configuration, INDArray parameters) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(parameters, false);
    return graph;
  }

  static long count(ComputationGraphConfiguration configuration) {
    return configuration.getVertices().values().stream()
        .mapToLong(vertex -> vertex.numParams(true))
        .sum();
  }

  /** DL4J's array of a parameter; writing to it changes the graph. */
  static INDArray parameter(ComputationGraph graph, Node node, Parameter parameter) {
    return graph.getLayer(node.name()).getParam(ParameterLayout.key(parameter.kind()));
  }

  /** From a model into a graph to train. */
  static void carryIn(Model from, Graph part, Plan plan, ComputationGraph training) {
    Set<String> folded = Lowering.foldedNorms(part, plan);
    for (Node node : part.nodes()) {
      if (folded.contains(node.name())) {
        fold(from, node, training);
      } else {
        copy(part, node, from.graph(), training);
      }
    }
  }

  /**
   * From a trained graph back into the model; a folded norm is frozen, so the model has it already.
   */
  static void carryBack(Model to, Graph part, Plan plan, ComputationGraph trained) {
    Set<String> folded = Lowering.foldedNorms(part, plan);
    part.nodes().stream()
        .filter(node -> !folded.contains(node.name()))
        .forEach(node -> copy(part, node, trained, to.graph()));
  }

  private static void copy(Graph part, Node node, ComputationGraph from, ComputationGraph to) {
    for (Parameter parameter : part.parameters(node)) {
      parameter(to, node, parameter).assign(parameter(from, node, parameter));
    }
  }

  /** A frozen norm is a factor gamma / sqrt(var + eps) and an offset beta - mean * factor. */
  private static void fold(Model from, Node node, ComputationGraph training) {
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
