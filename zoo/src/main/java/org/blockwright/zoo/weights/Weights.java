package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Parameter;
import org.blockwright.dsl.check.Problems;
import org.blockwright.model.Model;

/**
 * Weights files and models: one goes into the other.
 *
 * <pre>{@code
 * try (WeightsFile file = WeightsFile.open(path)) {
 *   Pairing pairing = Weights.into(model, file, PairingOptions.STRICT);
 * }
 * }</pre>
 */
public final class Weights {
  private Weights() {}

  /**
   * Puts what a file holds into a model; nothing is changed unless all of it fits.
   *
   * @param whole the network before it was cut and given another head: its layers tell the order in
   *     which Keras stores them
   * @return what was paired with what, and what was left over
   * @throws org.blockwright.base.WeightsException with every difference, where it does not fit
   */
  public static Pairing into(Model model, Graph whole, WeightsFile file, PairingOptions options) {
    Graph graph = model.network().graph();
    PairingOptions cut =
        graph.equals(whole)
            ? options
            : options
                .cutFrom(whole.nodes().stream().map(Node::name).toList())
                .without(cutAway(graph, whole));
    PairingOptions used = begins(graph) > 1 ? cut.sideBySide() : cut;
    String name = model.network().name();
    List<Slot> all = slots(graph, whole);
    Pairing pairing =
        new PairingRule(
                file.contents(),
                options.part().map(part -> name + "/" + part).orElse(name),
                options.part().map(part -> within(graph, part, all)).orElse(all),
                used,
                Optional.of(Wiring.of(graph, whole)))
            .pair();
    pairing.forEach(
        file, (layer, kind, values, shape) -> model.put(layer, kind, values, Ints.asList(shape)));
    return pairing;
  }

  /** The layers with weights that a cut took from the backbone. */
  private static List<String> cutAway(Graph graph, Graph whole) {
    return whole.nodes().stream()
        .filter(node -> !node.inHead() && !graph.contains(node.name()))
        .filter(node -> !whole.parameters(node).isEmpty())
        .map(Node::name)
        .toList();
  }

  /** How many layers read the inputs. */
  private static int begins(Graph graph) {
    return graph.inputs().keySet().stream().mapToInt(input -> graph.readers(input).size()).sum();
  }

  private static List<Slot> within(Graph graph, String block, List<Slot> all) {
    List<Slot> part =
        all.stream()
            .filter(slot -> graph.node(slot.name()).path().startsWith(block + "/"))
            .toList();
    List<String> paths = graph.nodes().stream().map(Node::path).toList();
    List<String> blocks = paths.stream().map(path -> path.split("/")[0]).distinct().toList();
    Problems.require(
        !part.isEmpty(), () -> Problems.unknownLayer(graph.network(), block, blocks, paths));
    return part;
  }

  /** The same for a whole network. */
  public static Pairing into(Model model, WeightsFile file, PairingOptions options) {
    return into(model, model.network().graph(), file, options);
  }

  /** Writes all weights of a model, or of its layers before the head, as Keras does. */
  public static void write(Model model, Path target, boolean withHead) {
    List<KerasWriter.Layer> layers = new ArrayList<>();
    Graph graph = model.network().graph();
    for (Slot slot : slots(graph, graph)) {
      if (slot.head() && !withHead) {
        continue;
      }
      layers.add(
          new KerasWriter.Layer(
              slot.name(),
              slot.tensors().stream()
                  .map(t -> new KerasWriter.Values(t, model.get(slot.name(), t.kind())))
                  .collect(ImmutableList.toImmutableList())));
    }
    KerasWriter.write(target, layers);
  }

  /** The layers of a network that take weights, in Keras's order; a new head comes last. */
  public static List<Slot> slots(Graph graph, Graph whole) {
    List<String> order = new ArrayList<>(order(whole));
    order(graph).stream().filter(name -> !order.contains(name)).forEach(order::add);
    return order.stream()
        .filter(graph::contains)
        .map(graph::node)
        .filter(node -> !graph.parameters(node).isEmpty())
        .map(node -> slot(graph, node))
        .toList();
  }

  private static List<String> order(Graph graph) {
    List<KerasOrder.Node> nodes = new ArrayList<>();
    graph.inputs().keySet().forEach(in -> nodes.add(new KerasOrder.Node(in, ImmutableList.of())));
    for (Node node : graph.nodes()) {
      nodes.add(new KerasOrder.Node(node.name(), ImmutableList.copyOf(node.inputs())));
    }
    return KerasOrder.of(nodes, graph.outputs().toArray(String[]::new));
  }

  private static Slot slot(Graph graph, Node node) {
    ImmutableList.Builder<Slot.Tensor> tensors = ImmutableList.builder();
    for (Parameter parameter : graph.parameters(node)) {
      tensors.add(new Slot.Tensor(parameter.kind(), ImmutableList.copyOf(parameter.shape())));
    }
    return new Slot(
        node.name(),
        node.layer().kind(),
        tensors.build(),
        node.inHead(),
        AutomaticNames.isAutomatic(node.name()),
        graph.nodes().indexOf(node));
  }
}
