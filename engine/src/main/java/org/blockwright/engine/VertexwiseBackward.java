package org.blockwright.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Differentiates units of an output with respect to the activations of a vertex, in inference mode.
 *
 * <p>DL4J's own backward pass cannot: it differentiates the loss in training mode, stops at frozen
 * layers, and fails or gives wrong values at a frozen batch norm.
 */
final class VertexwiseBackward {
  private final ComputationGraph graph;
  private final INDArray[] inputs;
  private final OutputUnits units;
  private final String output;
  private final String target;
  private final Map<String, INDArray> derivatives = new HashMap<>();
  private String currentVertex = "";

  /**
   * Prepares a backward pass.
   *
   * @throws org.blockwright.base.UsageException if the units do not fit the graph or the inputs
   */
  VertexwiseBackward(ComputationGraph graph, INDArray[] inputs, OutputUnits units, String target) {
    this.graph = graph;
    this.inputs = inputs;
    this.units = units;
    this.target = target;
    List<String> outputs = graph.getConfiguration().getNetworkOutputs();
    if (units.output() >= outputs.size()) {
      throw EngineProblems.unknownOutput(units.output(), outputs);
    }
    this.output = outputs.get(units.output());
    if (units.units().length() != inputs[0].size(0)) {
      throw EngineProblems.unitCountMismatch(units.units().length(), inputs[0].size(0));
    }
    if (target.equals(output)) {
      throw EngineProblems.gradientOfItself(output);
    }
    if (units.logits() && !hasLogits(graph.getVertex(output))) {
      throw EngineProblems.noLogits(output);
    }
  }

  private static boolean hasLogits(GraphVertex vertex) {
    return vertex.hasLayer()
        && LayerBackward.hasLogits(KnownDl4jIssues.unwrapFrozen(vertex.getLayer()));
  }

  /** Returns the vertex that is running or ran last; empty during the forward pass. */
  String currentVertex() {
    return currentVertex;
  }

  /** Returns the derivatives in the shape of the target's activations. */
  INDArray run() {
    List<String> path = path();
    Set<String> required = new LinkedHashSet<>(List.of(output, target));
    path.forEach(name -> required.addAll(inputNames(name)));
    Map<String, INDArray> activations = new VertexwiseForward(graph, inputs, required).run();
    derivatives.put(output, seed(activations.get(output)));
    graph.setInputs(inputs);
    try {
      for (String name : path) {
        if (derivatives.containsKey(name)) {
          propagate(name, activations);
        }
      }
    } finally {
      graph.clear();
    }
    INDArray derivative = derivatives.get(target);
    return derivative == null ? activations.get(target).like() : derivative.dup('c');
  }

  /** Returns 1 at the chosen unit of each sample, else 0, in the shape of the output. */
  private INDArray seed(INDArray values) {
    INDArray seed = Nd4j.zeros(values.dataType(), values.shape());
    long size = values.length() / values.size(0);
    INDArray rows = seed.reshape('c', values.size(0), size);
    for (int sample = 0; sample < values.size(0); sample++) {
      int unit = units.units().get(sample);
      if (unit < 0 || unit >= size) {
        throw EngineProblems.unknownUnit(output, unit, size);
      }
      rows.putScalar(sample, unit, 1);
    }
    return seed;
  }

  /** Returns the vertices after the target that the output depends on, last first. */
  private List<String> path() {
    Set<String> needed = new LinkedHashSet<>(Set.of(output));
    int[] order = graph.topologicalSortOrder();
    List<String> path = new ArrayList<>();
    for (int i = order.length - 1; i >= 0; i--) {
      String name = graph.getVertices()[order[i]].getVertexName();
      if (needed.contains(name)) {
        path.add(name);
        needed.addAll(inputNames(name));
      }
    }
    Set<String> reachable = new LinkedHashSet<>(Set.of(target));
    for (int index : order) {
      String name = graph.getVertices()[index].getVertexName();
      if (inputNames(name).stream().anyMatch(reachable::contains)) {
        reachable.add(name);
      }
    }
    path.retainAll(reachable);
    path.remove(target);
    return path;
  }

  private void propagate(String name, Map<String, INDArray> activations) {
    currentVertex = name;
    List<String> sources = inputNames(name);
    // A copy, since a vertex may pass the same array to several inputs, and layers may change it.
    INDArray epsilon = derivatives.remove(name).dup();
    GraphVertex vertex = graph.getVertex(name);
    INDArray[] results =
        vertex instanceof LayerVertex layer
            ? new INDArray[] {throughLayer(layer, epsilon, activations.get(sources.get(0)))}
            : throughVertex(vertex, epsilon, sources, activations);
    for (int k = 0; k < results.length; k++) {
      INDArray sum = derivatives.get(sources.get(k));
      derivatives.put(sources.get(k), sum == null ? results[k] : sum.add(results[k]));
    }
  }

  private INDArray throughLayer(LayerVertex vertex, INDArray epsilon, INDArray activation) {
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    int samples = (int) inputs[0].size(0);
    InputPreProcessor preprocessor = vertex.getLayerPreProcessor();
    INDArray input = activation.dup();
    if (preprocessor != null) {
      input = preprocessor.preProcess(input, samples, workspaces);
    }
    LayerBackward backward =
        new LayerBackward(KnownDl4jIssues.unwrapFrozen(vertex.getLayer()), input);
    boolean fromLogits = units.logits() && vertex.getVertexName().equals(output);
    INDArray result = fromLogits ? backward.fromLogits(epsilon) : backward.fromActivations(epsilon);
    return preprocessor == null ? result : preprocessor.backprop(result, samples, workspaces);
  }

  private static INDArray[] throughVertex(
      GraphVertex vertex,
      INDArray epsilon,
      List<String> sources,
      Map<String, INDArray> activations) {
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    for (int k = 0; k < sources.size(); k++) {
      vertex.setInput(k, activations.get(sources.get(k)).dup(), workspaces);
    }
    vertex.setEpsilon(epsilon);
    try {
      return vertex.doBackward(false, workspaces).getSecond();
    } finally {
      vertex.clear();
    }
  }

  private List<String> inputNames(String name) {
    return graph.getConfiguration().getVertexInputs().getOrDefault(name, List.of());
  }
}
