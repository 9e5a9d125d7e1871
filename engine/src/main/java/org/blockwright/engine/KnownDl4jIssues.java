package org.blockwright.engine;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.DropoutLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.feedforward.PReLU;

/** Graphs of which DL4J's own {@code output} gives wrong values, or none. */
final class KnownDl4jIssues {
  private KnownDl4jIssues() {}

  /**
   * Whether outputs must come from a {@link VertexwiseForward}: without workspaces layers in place
   * spoil every vertex with two readers, with workspaces a network input with two readers; and an
   * output that is read by another vertex makes {@code output} throw.
   */
  static boolean needsVertexwiseForward(ComputationGraph graph) {
    if (graph.getConfiguration().getInferenceWorkspaceMode() == WorkspaceMode.NONE) {
      return true;
    }
    Map<String, List<String>> sources = graph.getConfiguration().getVertexInputs();
    boolean outputIsRead =
        graph.getConfiguration().getNetworkOutputs().stream()
            .anyMatch(output -> sources.values().stream().anyMatch(s -> s.contains(output)));
    return outputIsRead
        || graph.getConfiguration().getNetworkInputs().stream()
            .anyMatch(input -> isCorruptedInPlace(graph, input));
  }

  private static boolean isCorruptedInPlace(ComputationGraph graph, String input) {
    List<GraphVertex> readers =
        graph.getConfiguration().getVertexInputs().entrySet().stream()
            .filter(e -> e.getValue().contains(input))
            .map(e -> graph.getVertex(e.getKey()))
            .toList();
    return readers.size() > 1 && readers.stream().anyMatch(KnownDl4jIssues::worksInPlace);
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

  /** The layer itself, out of its frozen wrapper. */
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
