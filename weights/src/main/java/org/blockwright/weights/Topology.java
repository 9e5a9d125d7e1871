package org.blockwright.weights;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Add;

/**
 * How a description joins its layers, as far as pairing depends on it.
 *
 * @param alternativeOrders the layers with weights in Keras's order, once for each sum of two
 *     branches whose branches are given the other way round: the same network, in files another
 *     order
 */
record Topology(Structure structure, Supplier<List<List<NetworkLayer>>> alternativeOrders) {

  static Topology of(LayerGraph graph, LayerGraph whole) {
    // Most files are paired without it.
    return new Topology(DescriptionStructure.of(graph), () -> alternativeOrders(graph, whole));
  }

  private static List<List<NetworkLayer>> alternativeOrders(LayerGraph graph, LayerGraph whole) {
    return whole.nodes().stream()
        .filter(node -> node.layer() instanceof Add)
        .map(sum -> Weights.weightedLayers(graph, withReversedInputs(whole, sum)))
        .toList();
  }

  /** The graph with the inputs of one node in the reverse order. */
  private static LayerGraph withReversedInputs(LayerGraph graph, Node sum) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<String> inputs = Lists.reverse(node.inputs());
      nodes.add(
          node.equals(sum)
              ? new Node(node.path(), node.name(), node.layer(), inputs, node.shape())
              : node);
    }
    return new LayerGraph(graph.networkName(), graph.inputs(), nodes, graph.outputs());
  }
}
