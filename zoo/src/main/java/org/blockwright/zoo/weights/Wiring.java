package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.Add;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;

/**
 * How a description joins its layers, as far as pairing depends on it.
 *
 * @param otherOrders the layers with weights in Keras's order, once for each sum of two branches
 *     whose branches are given the other way round: the same network, in files another order
 */
record Wiring(Structure structure, ImmutableList<List<Slot>> otherOrders) {

  static Wiring of(Graph graph, Graph whole) {
    ImmutableList.Builder<List<Slot>> orders = ImmutableList.builder();
    for (Node node : whole.nodes()) {
      if (node.layer() instanceof Add) {
        orders.add(Weights.slots(graph, turned(whole, node)));
      }
    }
    return new Wiring(DescriptionStructure.of(graph), orders.build());
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
