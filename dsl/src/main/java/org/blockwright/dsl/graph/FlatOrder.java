package org.blockwright.dsl.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.dsl.layer.ActivationLayer;
import org.blockwright.dsl.layer.Add;
import org.blockwright.dsl.layer.Concat;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.Flatten;
import org.blockwright.dsl.layer.GlobalPool;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;

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
  public static int[] of(LayerGraph graph, String name) {
    int[] order = new int[graph.shape(name).channels()];
    int at = 0;
    for (Shape run : segments(graph, name)) {
      int first = at;
      for (int place : Layout.flattenOrder(run)) {
        order[at++] = first + place;
      }
    }
    return order;
  }

  /**
   * What the order is made of, one map behind the other as if each were flattened; equal where the
   * orders are, and small where they are large.
   */
  private static List<Shape> segments(LayerGraph graph, String name) {
    if (!graph.contains(name)) {
      return List.of(identityUnits(graph.shape(name).channels()));
    }
    Node node = graph.node(name);
    Layer layer = node.layer();
    if (layer instanceof Flatten && graph.inputShape(node).isFeatureMap()) {
      return List.of(toColumn(graph.inputShape(node)));
    }
    if (layer instanceof Concat) {
      List<Shape> all = new ArrayList<>();
      node.inputs().forEach(input -> segments(graph, input).forEach(run -> append(all, run)));
      return all;
    }
    return layer instanceof Dense || layer instanceof GlobalPool
        ? List.of(identityUnits(node.shape().channels()))
        : segments(graph, node.input());
  }

  /** Units that lie as people count them. */
  private static Shape identityUnits(int units) {
    return Shape.of(1, 1, units);
  }

  private static boolean isIdentity(Shape run) {
    return run.height() == 1;
  }

  /** All places of a map below one another, which changes no order. */
  private static Shape toColumn(Shape map) {
    int places = map.height() * map.width();
    return map.channels() == 1 ? identityUnits(places) : Shape.of(places, 1, map.channels());
  }

  private static void append(List<Shape> all, Shape run) {
    int last = all.size() - 1;
    if (last >= 0 && isIdentity(run) && isIdentity(all.get(last))) {
      all.set(last, identityUnits(all.get(last).channels() + run.channels()));
    } else {
      all.add(run);
    }
  }

  /** Whether people and memory have these units in the same order. */
  public static boolean isIdentity(int[] order) {
    return Arrays.equals(order, identity(order.length));
  }

  /**
   * @throws DescriptionException where units are added that lie in different orders, or labels
   *     would be counted in another order than memory's
   */
  public static void check(LayerGraph graph) {
    for (Node node : graph.nodes()) {
      boolean labels =
          node.layer() instanceof ActivationLayer activate
              && activate.activation().equals(Activation.SOFTMAX)
              && graph.outputs().contains(node.name());
      if (labels && !segments(graph, node.name()).stream().allMatch(FlatOrder::isIdentity)) {
        throw new DescriptionException(
            Problems.combine(
                graph.networkName(), List.of(Problems.softmaxOfFlattenedMap(node.path()))));
      }
    }
    for (Node node : graph.nodes()) {
      if (node.layer() instanceof Add
          && !node.shape().isFeatureMap()
          && node.inputs().stream().map(input -> segments(graph, input)).distinct().count() > 1) {
        List<String> paths = node.inputs().stream().map(in -> path(graph, in)).toList();
        throw new DescriptionException(
            Problems.combine(
                graph.networkName(),
                List.of(Problems.incompatibleFlattenOrders(node.path(), paths))));
      }
    }
  }

  private static String path(LayerGraph graph, String name) {
    return graph.contains(name) ? graph.node(name).path() : name;
  }

  private static int[] identity(int n) {
    return IntStream.range(0, n).toArray();
  }
}
