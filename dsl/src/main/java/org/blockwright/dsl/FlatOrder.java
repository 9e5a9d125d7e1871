package org.blockwright.dsl;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.check.Problems;

/**
 * In which order the units of a vector lie in memory. A flattened map is height, width, channel for
 * people and lies as the map does; what works unit by unit hands that on, a dense layer ends it.
 */
public final class FlatOrder {
  private FlatOrder() {}

  /**
   * For each unit of the public order its place in memory; counts up where both are the same.
   *
   * @param name of a place that has units
   */
  public static int[] of(Graph graph, String name) {
    if (!graph.contains(name)) {
      return counting(graph.shape(name).channels());
    }
    Node node = graph.node(name);
    Layer layer = node.layer();
    if (layer instanceof Flatten && graph.inputShape(node).map()) {
      return Layout.flattened(graph.inputShape(node));
    }
    if (layer instanceof Concat) {
      return node.inputs().stream()
          .map(input -> of(graph, input))
          .reduce(new int[0], FlatOrder::behind);
    }
    return layer instanceof Dense || layer instanceof GlobalPool
        ? counting(node.shape().channels())
        : of(graph, node.input());
  }

  /** Whether people and memory have these units in the same order. */
  public static boolean isPlain(int[] order) {
    return Arrays.equals(order, counting(order.length));
  }

  /**
   * @throws DescriptionException where units are added that lie in different orders, or labels
   *     would be counted in another order than memory's
   */
  static void check(Graph graph) {
    for (Node node : graph.nodes()) {
      boolean labels =
          node.layer() instanceof Activate activate
              && activate.function().equals(Activation.SOFTMAX)
              && graph.outputs().contains(node.name());
      if (labels && !isPlain(of(graph, node.name()))) {
        throw new DescriptionException(
            Problems.all(graph.network(), List.of(Problems.flatSoftmax(node.path()))));
      }
    }
    for (Node node : graph.nodes()) {
      if (node.layer() instanceof Add && !node.shape().map()) {
        List<int[]> orders = node.inputs().stream().map(input -> of(graph, input)).toList();
        if (orders.stream().anyMatch(order -> !Arrays.equals(order, orders.get(0)))) {
          throw new DescriptionException(
              Problems.all(
                  graph.network(),
                  List.of(
                      Problems.mixedOrders(
                          node.path(),
                          node.inputs().stream().map(in -> path(graph, in)).toList()))));
        }
      }
    }
  }

  private static String path(Graph graph, String name) {
    return graph.contains(name) ? graph.node(name).path() : name;
  }

  private static int[] behind(int[] first, int[] second) {
    return IntStream.concat(
            Arrays.stream(first), Arrays.stream(second).map(place -> place + first.length))
        .toArray();
  }

  private static int[] counting(int n) {
    return IntStream.range(0, n).toArray();
  }
}
