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
import org.blockwright.base.DescriptionException;
import org.blockwright.base.Glob;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;

/**
 * A network written out: its layers with their inputs and shapes, each after all that it reads.
 * What lowering, weights, summaries and training walk over.
 */
public final class LayerGraph {
  private final String networkName;
  private final ImmutableMap<String, Shape> inputs;
  private final ImmutableList<Node> nodes;
  private final ImmutableList<String> outputs;
  private final ImmutableMap<String, Node> byName;
  private final ImmutableListMultimap<String, Node> consumers;

  /**
   * @param network for messages
   * @param inputs the names by which nodes read the graph's inputs, with their shapes, in order
   * @param nodes each after all that it reads
   * @param outputs the names of what it gives, in order
   */
  public LayerGraph(
      String network, Map<String, Shape> inputs, List<Node> nodes, List<String> outputs) {
    this.networkName = network;
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

  /** The names and shapes of all inputs, in order. */
  public Map<String, Shape> inputs() {
    return inputs;
  }

  /** The name of the only input, or of the first. */
  public String input() {
    return inputs.keySet().asList().get(0);
  }

  /** The shape at the only input, or at the first. */
  public Shape inputShape() {
    return inputs.get(input());
  }

  /** The names of all that it gives, in order. */
  public List<String> outputs() {
    return outputs;
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** The name of the only output, or of the first; of a graph without nodes its input. */
  public String output() {
    return outputs.get(0);
  }

  public Shape outputShape() {
    return shape(output());
  }

  /** The shape at a node or at an input. */
  public Shape shape(String name) {
    return inputs.containsKey(name) ? inputs.get(name) : node(name).shape();
  }

  /** The shape that a node reads (of a join: of its first input). */
  public Shape inputShape(Node node) {
    return shape(node.input());
  }

  public List<Parameter> parameters(Node node) {
    return node.layer().parameters(inputShape(node));
  }

  /** Who reads this node, or this input. */
  public List<Node> consumers(String name) {
    return consumers.get(name);
  }

  /**
   * The node of this vertex name or path.
   *
   * @throws DescriptionException where there is none, with the nearest name
   */
  public Node node(String nameOrPath) {
    Node node = byName.get(nameOrPath);
    if (node != null) {
      return node;
    }
    return nodes.stream()
        .filter(n -> n.path().equals(nameOrPath))
        .findFirst()
        .orElseThrow(() -> new DescriptionException(unknownNodeMessage(nameOrPath)));
  }

  private String unknownNodeMessage(String name) {
    List<String> paths = nodes.stream().map(Node::path).toList();
    List<String> within = paths.stream().filter(path -> path.startsWith(name + "/")).toList();
    return within.isEmpty()
        ? Problems.unknownLayer(networkName, name, allNames(), paths)
        : Problems.blockNotLayer(networkName, name, within);
  }

  public boolean contains(String name) {
    return byName.containsKey(name);
  }

  /** The nodes up to and with this one: what it depends on, with the inputs that this needs. */
  public LayerGraph upTo(String name) {
    Node last = node(name);
    Set<String> wanted = new HashSet<>(Set.of(last.name()));
    for (Node node : nodes.reverse()) {
      if (wanted.contains(node.name())) {
        wanted.addAll(node.inputs());
      }
    }
    return new LayerGraph(
        networkName,
        Maps.filterKeys(inputs, wanted::contains),
        nodes.stream().filter(n -> wanted.contains(n.name())).toList(),
        List.of(last.name()));
  }

  /**
   * The nodes behind this one, as a graph that reads it; right only where nothing else leads past
   * it, see {@link #bottleneck}.
   */
  public LayerGraph after(String name) {
    Node first = node(name);
    List<Node> rest = nodes.subList(nodes.indexOf(first) + 1, nodes.size());
    return new LayerGraph(networkName, ImmutableMap.of(first.name(), first.shape()), rest, outputs);
  }

  /**
   * The last node of the longest beginning of which all nodes satisfy the condition and behind
   * which everything reads that node alone; empty where there is none.
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

  /** The nodes whose path or name fits, or that stand in a block whose path fits. */
  public Set<Node> matching(Glob pattern) {
    return nodes.stream()
        .filter(
            node ->
                pattern.matches(node.name()) || prefixes(node.path()).anyMatch(pattern::matches))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** All paths, of blocks and of layers. */
  public List<String> allNames() {
    return Stream.concat(
            nodes.stream().flatMap(n -> prefixes(n.path())), nodes.stream().map(Node::name))
        .distinct()
        .toList();
  }

  /** By value: the same nodes under other shapes or numbers are another graph. */
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

  /** {@code a}, {@code a/b}, {@code a/b/c}. */
  private static Stream<String> prefixes(String path) {
    Stream.Builder<String> out = Stream.builder();
    for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
      out.add(path.substring(0, i));
    }
    return out.add(path).build();
  }
}
