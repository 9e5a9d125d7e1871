package org.blockwright.dsl.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.Glob;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;

/**
 * The layers of a network with their inputs and shapes, each layer after all of its inputs.
 * Lowering, weights, summaries and training read it.
 */
public final class LayerGraph {
  private final String networkName;
  private final ImmutableMap<String, Shape> inputs;
  private final ImmutableList<Node> nodes;
  private final ImmutableList<String> outputs;
  private final ImmutableMap<String, Node> byName;
  private final ImmutableListMultimap<String, Node> consumers;

  /**
   * @param networkName for messages
   * @param inputs names and shapes of the inputs, in order
   * @param nodes each after all of its inputs
   * @param outputs names of the output nodes, in order
   */
  public LayerGraph(
      String networkName, Map<String, Shape> inputs, List<Node> nodes, List<String> outputs) {
    this.networkName = networkName;
    this.inputs = ImmutableMap.copyOf(inputs);
    this.nodes = ImmutableList.copyOf(nodes);
    this.outputs = ImmutableList.copyOf(outputs);
    this.byName = this.nodes.stream().collect(ImmutableMap.toImmutableMap(Node::name, n -> n));
    ImmutableListMultimap.Builder<String, Node> all = ImmutableListMultimap.builder();
    this.nodes.forEach(node -> node.inputs().forEach(in -> all.put(in, node)));
    this.consumers = all.build();
  }

  public String networkName() {
    return networkName;
  }

  /** Returns the names and shapes of all inputs, in order. */
  public Map<String, Shape> inputs() {
    return inputs;
  }

  /** Returns the name of the only input, or of the first. */
  public String input() {
    return inputs.keySet().asList().get(0);
  }

  /** Returns the shape of the only input, or of the first. */
  public Shape inputShape() {
    return inputs.get(input());
  }

  /** Returns the names of all outputs, in order. */
  public List<String> outputs() {
    return outputs;
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the name of the only output, or of the first; without nodes, that of the input. */
  public String output() {
    return outputs.get(0);
  }

  public Shape outputShape() {
    return shape(output());
  }

  /** Returns the output shape of a node, or the shape of an input. */
  public Shape shape(String name) {
    return inputs.containsKey(name) ? inputs.get(name) : node(name).shape();
  }

  /** Returns the shape of the (first) input of a node. */
  public Shape inputShape(Node node) {
    return shape(node.input());
  }

  public List<Parameter> parameters(Node node) {
    return node.layer().parameters(inputShape(node));
  }

  /** Returns the nodes that have this node or input as an input. */
  public List<Node> consumers(String name) {
    return consumers.get(name);
  }

  /**
   * Returns the node with this vertex name or path.
   *
   * @throws InvalidDescriptionException if there is none; the message contains the nearest name
   */
  public Node node(String nameOrPath) {
    Node node = byName.get(nameOrPath);
    if (node != null) {
      return node;
    }
    return nodes.stream()
        .filter(n -> n.path().equals(nameOrPath))
        .findFirst()
        .orElseThrow(() -> new InvalidDescriptionException(unknownNode(nameOrPath)));
  }

  private Problem unknownNode(String name) {
    List<String> paths = nodes.stream().map(Node::path).toList();
    List<String> contained = paths.stream().filter(path -> path.startsWith(name + "/")).toList();
    return contained.isEmpty()
        ? NameProblems.unknownLayer(networkName, name, allNames(), paths)
        : NameProblems.blockNotLayer(networkName, name, contained);
  }

  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /** Returns the subgraph of this node and all nodes and inputs that it depends on. */
  public LayerGraph upTo(String name) {
    Node last = node(name);
    Set<String> required = new HashSet<>(Set.of(last.name()));
    for (Node node : nodes.reverse()) {
      if (required.contains(node.name())) {
        required.addAll(node.inputs());
      }
    }
    return new LayerGraph(
        networkName,
        Maps.filterKeys(inputs, required::contains),
        nodes.stream().filter(n -> required.contains(n.name())).toList(),
        List.of(last.name()));
  }

  /**
   * Returns the nodes after this one, as a graph with this node as its input. Valid only if no
   * later node depends on an earlier one directly, see {@link #bottleneck}.
   */
  public LayerGraph after(String name) {
    Node first = node(name);
    List<Node> rest = nodes.subList(nodes.indexOf(first) + 1, nodes.size());
    return new LayerGraph(networkName, ImmutableMap.of(first.name(), first.shape()), rest, outputs);
  }

  /**
   * Returns the last node of the longest prefix of the nodes in which all satisfy the condition and
   * after which all nodes depend on the prefix through this node only; empty if there is none.
   */
  public Optional<Node> bottleneck(Predicate<Node> condition) {
    Optional<Node> best = Optional.empty();
    Set<String> open = new HashSet<>(inputs.keySet());
    for (int i = 0; i < nodes.size() && condition.test(nodes.get(i)); i++) {
      Node node = nodes.get(i);
      List<Node> rest = nodes.subList(i + 1, nodes.size());
      open.add(node.name());
      open.removeIf(name -> consumers(name).stream().noneMatch(rest::contains));
      if (open.equals(Set.of(node.name()))) {
        best = Optional.of(node);
      }
    }
    return best;
  }

  /** Returns the nodes whose path or name matches, or that are in a block whose path matches. */
  public Set<Node> matching(Glob pattern) {
    return nodes.stream()
        .filter(
            node ->
                pattern.matches(node.name()) || prefixes(node.path()).anyMatch(pattern::matches))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns all paths of blocks and layers, and all vertex names. */
  public List<String> allNames() {
    return Stream.concat(
            nodes.stream().flatMap(n -> prefixes(n.path())), nodes.stream().map(Node::name))
        .distinct()
        .toList();
  }

  /** Compares nodes, outputs and inputs; the name of the network is ignored. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LayerGraph g
        && nodes.equals(g.nodes)
        && outputs.equals(g.outputs)
        && inputs.entrySet().asList().equals(g.inputs.entrySet().asList());
  }

  @Override
  public int hashCode() {
    return nodes.hashCode();
  }

  /** Returns {@code a}, {@code a/b} and {@code a/b/c} for {@code a/b/c}. */
  private static Stream<String> prefixes(String path) {
    Stream.Builder<String> out = Stream.builder();
    for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
      out.add(path.substring(0, i));
    }
    return out.add(path).build();
  }
}
