package org.blockwright.model;

import static java.lang.System.arraycopy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.blockwright.dsl.BatchNorm;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Parameter;
import org.blockwright.dsl.lowering.Lowering;
import org.blockwright.dsl.lowering.ParameterLayout;
import org.blockwright.dsl.lowering.ParameterLayout.Place;
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
    ComputationGraph graph = of(configuration, Nd4j.zeros(DataType.FLOAT, 1, count(configuration)));
    layers.nodes().forEach(node -> fixGamma(graph, node));
    return graph;
  }

  /** A norm without gamma has one in DL4J, which is 1. */
  private static void fixGamma(ComputationGraph graph, Node node) {
    if (node.layer() instanceof BatchNorm norm && !norm.gamma()) {
      INDArray gamma =
          graph.getLayer(node.name()).paramTable().get(ParameterLayout.key(Parameter.GAMMA));
      if (gamma != null) {
        gamma.assign(1);
      }
    }
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

  /** A parameter's values, in Keras's layout. */
  static float[] get(ComputationGraph graph, Graph layers, Node node, Parameter parameter) {
    List<Place> places = ParameterLayout.places(node, parameter);
    if (places.size() == 1) {
      return ParameterLayout.toKeras(layers, node, parameter, at(graph, places.get(0)));
    }
    float[] all = new float[Math.toIntExact(parameter.size())];
    for (Place place : places) {
      Parameter part = part(parameter, place);
      float[] values = ParameterLayout.toKeras(layers, node, part, at(graph, place));
      columns(parameter, place, (whole, one, width) -> arraycopy(values, one, all, whole, width));
    }
    return all;
  }

  /** Sets a parameter to values in Keras's layout. */
  static void put(
      ComputationGraph graph, Graph layers, Node node, Parameter parameter, float[] values) {
    List<Place> places = ParameterLayout.places(node, parameter);
    if (places.size() == 1) {
      ParameterLayout.write(layers, node, parameter, values, at(graph, places.get(0)));
      return;
    }
    for (Place place : places) {
      Parameter part = part(parameter, place);
      float[] share = new float[Math.toIntExact(part.size())];
      columns(parameter, place, (whole, one, width) -> arraycopy(values, whole, share, one, width));
      ParameterLayout.write(layers, node, part, share, at(graph, place));
    }
  }

  /** DL4J's array; writing to it changes the graph. */
  private static INDArray at(ComputationGraph graph, Place place) {
    return graph.getLayer(place.vertex()).getParam(place.key());
  }

  private static Parameter part(Parameter whole, Place place) {
    List<Integer> shape = new ArrayList<>(whole.shape());
    shape.set(shape.size() - 1, place.to() - place.from());
    return new Parameter(whole.kind(), shape, whole.trainable());
  }

  private interface Run {
    void at(int whole, int part, int width);
  }

  /** The runs of a place's values within those of the whole parameter. */
  private static void columns(Parameter whole, Place place, Run run) {
    int all = whole.shape().get(whole.shape().size() - 1);
    int width = place.to() - place.from();
    for (int row = 0; row < whole.size() / all; row++) {
      run.at(row * all + place.from(), row * width, width);
    }
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
      for (Place place : ParameterLayout.places(node, parameter)) {
        at(to, place).assign(at(from, place));
      }
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
