package org.blockwright.weights;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Add;

/**
 * The connections of a described network, as far as matching depends on them.
 *
 * @param alternativeOrders for each addition, the layers with weights in Keras's order if the
 *     inputs of the addition were reversed: the same network, but stored in a different order
 */
record Topology(Structure structure, Supplier<List<List<NetworkLayer>>> alternativeOrders) {

  static Topology of(LayerGraph graph, LayerGraph whole) {
    // Computed lazily, since most files are matched without it.
    return new Topology(DescriptionStructure.of(graph), () -> alternativeOrders(graph, whole));
  }

  /** Replaces the layers of all orders. */
  Topology map(UnaryOperator<List<NetworkLayer>> layers) {
    return new Topology(
        structure, () -> alternativeOrders.get().stream().map(layers::apply).toList());
  }

  private static List<List<NetworkLayer>> alternativeOrders(LayerGraph graph, LayerGraph whole) {
    return whole.nodes().stream()
        .filter(node -> node.layer() instanceof Add)
        .map(addition -> Weights.weightedLayers(graph, withReversedInputs(whole, addition)))
        .toList();
  }

  /** Returns the graph with the inputs of one node in reverse order. */
  private static LayerGraph withReversedInputs(LayerGraph graph, Node addition) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<String> inputs = Lists.reverse(node.inputs());
      nodes.add(
          node.equals(addition)
              ? new Node(node.path(), node.name(), node.layer(), inputs, node.shape())
              : node);
    }
    return new LayerGraph(graph.networkName(), graph.inputs(), nodes, graph.outputs());
  }
}
