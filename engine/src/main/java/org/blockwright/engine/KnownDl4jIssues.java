package org.blockwright.engine;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.feedforward.PReLU;

/** Detects graphs for which DL4J's own {@code output} returns wrong values or throws. */
final class KnownDl4jIssues {
  private KnownDl4jIssues() {}

  /**
   * Returns whether outputs must be computed by {@link VertexwiseForward}. Layers that work in
   * place corrupt an activation that another vertex uses, too: any activation without workspaces,
   * only network inputs with workspaces. And {@code output} throws if an output is the input of
   * another vertex.
   */
  static boolean needsVertexwiseForward(ComputationGraph graph) {
    if (graph.getConfiguration().getInferenceWorkspaceMode() == WorkspaceMode.NONE) {
      return true;
    }
    Map<String, List<String>> inputs = graph.getConfiguration().getVertexInputs();
    boolean outputHasConsumer =
        graph.getConfiguration().getNetworkOutputs().stream()
            .anyMatch(output -> inputs.values().stream().anyMatch(names -> names.contains(output)));
    return outputHasConsumer
        || graph.getConfiguration().getNetworkInputs().stream()
            .anyMatch(input -> isCorruptedInPlace(graph, input));
  }

  /**
   * Rejects graphs whose configuration changes gradients or parameters: executors would not do it.
   *
   * @throws org.blockwright.base.UsageException naming the first such layer that is not frozen
   */
  static void requireNoRegularization(ComputationGraph graph) {
    for (Layer layer : graph.getLayers()) {
      if (unwrapFrozen(layer) == layer && layer.numParams() > 0 && isRegularized(layer)) {
        throw EngineProblems.regularizationInGraph(layer.conf().getLayer().getLayerName());
      }
    }
  }

  private static boolean isRegularized(Layer layer) {
    TrainingConfig config = layer.getConfig();
    GradientNormalization normalization = config.getGradientNormalization();
    List<LayerConstraint> constraints = layer.conf().getLayer().getConstraints();
    return layer.paramTable(false).keySet().stream()
            .map(config::getRegularizationByParam)
            .anyMatch(regularization -> regularization != null && !regularization.isEmpty())
        || normalization != null && normalization != GradientNormalization.None
        || constraints != null && !constraints.isEmpty();
  }

  private static boolean isCorruptedInPlace(ComputationGraph graph, String input) {
    List<GraphVertex> consumers =
        graph.getConfiguration().getVertexInputs().entrySet().stream()
            .filter(e -> e.getValue().contains(input))
            .map(e -> graph.getVertex(e.getKey()))
            .toList();
    return consumers.size() > 1 && consumers.stream().anyMatch(KnownDl4jIssues::worksInPlace);
  }

  private static boolean worksInPlace(GraphVertex vertex) {
    if (!vertex.hasLayer()) {
      return false;
    }
    Layer layer = unwrapFrozen(vertex.getLayer());
    return layer instanceof ActivationLayer
        || layer instanceof PReLU
        || layer instanceof DropoutLayer;
  }

  /** Returns the layer without its frozen wrapper. */
  static Layer unwrapFrozen(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return unwrapFrozen(frozen.getInsideLayer());
    }
    if (layer instanceof FrozenLayerWithBackprop frozen) {
      return unwrapFrozen(frozen.getInsideLayer());
    }
    return layer;
  }
}
