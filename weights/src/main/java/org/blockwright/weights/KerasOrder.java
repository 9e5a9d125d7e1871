package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the order of {@code model.layers} in Keras, in which weights files store the layers. It
 * differs from the order of the source code, since Keras sorts the graph
 * (keras/src/ops/function.py, {@code map_graph}):
 *
 * <ol>
 *   <li>Walk depth-first from the outputs to the inputs, one output after the other, visiting the
 *       inputs of a node in their order. A node gets its visit number when it is first visited.
 *   <li>The depth of a node is the number of edges on the longest path from it to the output.
 *   <li>Sort by depth, largest first; equal depths by visit number, smallest first.
 * </ol>
 *
 * Activations, padding, pooling and so on count as one node each, as in Keras. For a truncated
 * network, compute the order of the whole network and then remove the layers that were cut off.
 */
public final class KerasOrder {
  private KerasOrder() {}

  /** A layer and its inputs, in order. */
  public record Node(String name, ImmutableList<String> inputs) {}

  /**
   * Returns the names in Keras's order, without nodes that the outputs do not depend on.
   *
   * @throws org.blockwright.base.DescriptionException if an input does not exist, or there is a
   *     cycle
   */
  public static ImmutableList<String> of(Collection<Node> nodes, String... outputs) {
    Map<String, Node> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.name(), node));
    Map<String, Integer> visit = new LinkedHashMap<>();
    List<Node> inputsFirst = new ArrayList<>();
    for (String output : outputs) {
      if (!visit.containsKey(output)) {
        inputsFirst.addAll(walk(byName, output, visit));
      }
    }
    Map<String, Integer> depth = new HashMap<>();
    for (int i = inputsFirst.size() - 1; i >= 0; i--) {
      Node node = inputsFirst.get(i);
      int nodeDepth = depth.computeIfAbsent(node.name(), name -> 0);
      node.inputs().forEach(input -> depth.merge(input, nodeDepth + 1, Math::max));
    }
    return visit.keySet().stream()
        .sorted(Comparator.<String>comparingInt(depth::get).reversed().thenComparingInt(visit::get))
        .collect(ImmutableList.toImmutableList());
  }

  private record Step(Node node, int next) {}

  // With an explicit stack, since recursion would overflow the thread's stack in deep networks.
  private static List<Node> walk(
      Map<String, Node> byName, String output, Map<String, Integer> visit) {
    List<Node> done = new ArrayList<>();
    Map<String, Boolean> open = new HashMap<>();
    Deque<Step> path = new ArrayDeque<>();
    enter(byName, output, output, visit, open, path);
    while (!path.isEmpty()) {
      Step step = path.pop();
      Node node = step.node();
      if (step.next() == node.inputs().size()) {
        open.put(node.name(), false);
        done.add(node);
        continue;
      }
      path.push(new Step(node, step.next() + 1));
      String input = node.inputs().get(step.next());
      if (!visit.containsKey(input)) {
        enter(byName, input, node.name(), visit, open, path);
      } else if (open.get(input)) {
        throw WeightsProblems.cycle(input);
      }
    }
    return done;
  }

  private static void enter(
      Map<String, Node> byName,
      String name,
      String consumer,
      Map<String, Integer> visit,
      Map<String, Boolean> open,
      Deque<Step> path) {
    Node node = byName.get(name);
    if (node == null) {
      throw WeightsProblems.unknownInput(consumer, name, byName.keySet());
    }
    visit.put(name, visit.size());
    open.put(name, true);
    path.push(new Step(node, 0));
  }
}
