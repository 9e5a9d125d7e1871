package org.blockwright.dsl.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.dsl.check.InvalidDescriptionException;
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
 * The order of the units of a vector in memory. The units of a flattened feature map are numbered
 * in the order height, width, channel (HWC), but stored in the order of the feature map. Layers
 * that work unit by unit preserve that order; after a dense layer both orders are the same.
 */
public final class FlatOrder {
  private FlatOrder() {}

  /**
   * Returns for each unit its index in memory: the identity if both orders are the same.
   *
   * @param name of a layer or input whose shape is a vector
   */
  public static int[] of(LayerGraph graph, String name) {
    int[] order = new int[graph.shape(name).channels()];
    int next = 0;
    for (Shape segment : segments(graph, name)) {
      int first = next;
      for (int index : Layout.flattenOrder(segment)) {
        order[next++] = first + index;
      }
    }
    return order;
  }

  /**
   * Returns the feature maps whose flattened units, one after the other, are the units of a vector.
   * The lists are equal if and only if the orders are, and stay small for vectors of many units.
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
      node.inputs().forEach(in -> segments(graph, in).forEach(segment -> append(all, segment)));
      return all;
    }
    return layer instanceof Dense || layer instanceof GlobalPool
        ? List.of(identityUnits(node.shape().channels()))
        : segments(graph, node.input());
  }

  /** Units that are stored in the order in which they are numbered. */
  private static Shape identityUnits(int units) {
    return Shape.of(1, 1, units);
  }

  private static boolean isIdentity(Shape segment) {
    return segment.height() == 1;
  }

  /** Reshapes a feature map to a single column, which does not change the order. */
  private static Shape toColumn(Shape map) {
    int pixels = map.height() * map.width();
    return map.channels() == 1 ? identityUnits(pixels) : Shape.of(pixels, 1, map.channels());
  }

  private static void append(List<Shape> all, Shape segment) {
    int last = all.size() - 1;
    if (last >= 0 && isIdentity(segment) && isIdentity(all.get(last))) {
      all.set(last, identityUnits(all.get(last).channels() + segment.channels()));
    } else {
      all.add(segment);
    }
  }

  /** Returns whether an order is the identity. */
  public static boolean isIdentity(int[] order) {
    return Arrays.equals(order, identity(order.length));
  }

  /**
   * Checks the orders of all vectors of a network.
   *
   * @throws InvalidDescriptionException if vectors with different orders are added, or the order of
   *     a softmax or sigmoid output is not that of the labels
   */
  public static void check(LayerGraph graph) {
    for (Node node : graph.nodes()) {
      boolean hasLabels =
          node.layer() instanceof ActivationLayer layer
              && (layer.activation().equals(Activation.SOFTMAX)
                  || layer.activation().equals(Activation.SIGMOID))
              && graph.outputs().contains(node.name());
      if (hasLabels && !segments(graph, node.name()).stream().allMatch(FlatOrder::isIdentity)) {
        throw new InvalidDescriptionException(
            graph.networkName(), List.of(GraphProblems.softmaxOfFlattenedMap(node.path())));
      }
    }
    for (Node node : graph.nodes()) {
      if (node.layer() instanceof Add
          && !node.shape().isFeatureMap()
          && node.inputs().stream().map(input -> segments(graph, input)).distinct().count() > 1) {
        List<String> paths = node.inputs().stream().map(in -> path(graph, in)).toList();
        throw new InvalidDescriptionException(
            graph.networkName(),
            List.of(GraphProblems.incompatibleFlattenOrders(node.path(), paths)));
      }
    }
  }

  /**
   * Requires that the units of an output are stored in the order of its labels.
   *
   * @throws InvalidDescriptionException if it is computed from a flattened feature map
   */
  public static void requireLabelOrder(LayerGraph graph, String output) {
    if (!segments(graph, output).stream().allMatch(FlatOrder::isIdentity)) {
      throw new InvalidDescriptionException(
          graph.networkName(), List.of(GraphProblems.softmaxOfFlattenedMap(path(graph, output))));
    }
  }

  private static String path(LayerGraph graph, String name) {
    return graph.contains(name) ? graph.node(name).path() : name;
  }

  private static int[] identity(int n) {
    return IntStream.range(0, n).toArray();
  }
}
