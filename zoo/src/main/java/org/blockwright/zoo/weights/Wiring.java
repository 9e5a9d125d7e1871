package org.blockwright.zoo.weights;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.blockwright.dsl.Add;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;

/**
 * How a description joins its layers, as far as pairing depends on it.
 *
 * @param otherOrders the layers with weights in Keras's order, once for each sum of two branches
 *     whose branches are given the other way round: the same network, in files another order
 */
record Wiring(Structure structure, Supplier<List<List<Slot>>> otherOrders) {

  static Wiring of(Graph graph, Graph whole) {
    // Most files are paired without it.
    return new Wiring(DescriptionStructure.of(graph), () -> otherOrders(graph, whole));
  }

  private static List<List<Slot>> otherOrders(Graph graph, Graph whole) {
    return whole.nodes().stream()
        .filter(node -> node.layer() instanceof Add)
        .map(sum -> Weights.slots(graph, turned(whole, sum)))
        .toList();
  }

  /** The graph with the inputs of one node in the reverse order. */
  private static Graph turned(Graph graph, Node sum) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<String> inputs = Lists.reverse(node.inputs());
      nodes.add(
          node.equals(sum)
              ? new Node(node.path(), node.name(), node.layer(), inputs, node.shape())
              : node);
    }
    return new Graph(graph.network(), graph.inputs(), nodes, graph.outputs());
  }
}
