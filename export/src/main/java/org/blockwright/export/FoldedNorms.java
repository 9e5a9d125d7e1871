package org.blockwright.export;

import com.google.common.collect.ImmutableMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.SeparableConv;

/**
 * The batch norms that are folded into the layer before them: its kernel and bias give normalized
 * values then. A layer has the batch norm folded in if nothing else uses its output.
 */
final class FoldedNorms {
  /** The batch norm of each layer that has one folded in. */
  private final ImmutableMap<String, Node> byLayer;

  private FoldedNorms(Map<String, Node> byLayer) {
    this.byLayer = ImmutableMap.copyOf(byLayer);
  }

  static FoldedNorms none() {
    return new FoldedNorms(Map.of());
  }

  /** Returns all that can be folded. */
  static FoldedNorms of(LayerGraph graph) {
    Map<String, Integer> uses = new HashMap<>();
    graph.nodes().forEach(n -> n.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
    graph.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
    Map<String, Node> folded = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.layer() instanceof BatchNorm
          && graph.contains(node.input())
          && isLinear(graph.node(node.input()).layer())
          && uses.get(node.input()) == 1) {
        folded.put(node.input(), node);
      }
    }
    return new FoldedNorms(folded);
  }

  /** Returns whether a layer multiplies by a kernel and applies no activation. */
  private static boolean isLinear(Layer layer) {
    Optional<Activation> activation =
        layer instanceof Conv conv
            ? Optional.of(conv.activation())
            : layer instanceof DepthwiseConv depthwise
                ? Optional.of(depthwise.activation())
                : layer instanceof SeparableConv separable
                    ? Optional.of(separable.activation())
                    : layer instanceof Dense dense
                        ? Optional.of(dense.activation())
                        : Optional.empty();
    return activation.filter(Activation.LINEAR::equals).isPresent();
  }

  /** Returns the batch norm that is folded into a layer. */
  Optional<Node> into(Node layer) {
    return Optional.ofNullable(byLayer.get(layer.name()));
  }

  /** Returns whether a layer is a batch norm that is folded. */
  boolean isFolded(Node layer) {
    return byLayer.containsValue(layer);
  }
}
