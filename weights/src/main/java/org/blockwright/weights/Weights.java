package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Parameter;
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
  public static Pairing load(
      Model model, LayerGraph whole, WeightsFile file, PairingOptions options) {
    LayerGraph graph = model.network().graph();
    PairingOptions cut =
        graph.equals(whole)
            ? options
            : options
                .cutFrom(whole.nodes().stream().map(Node::name).toList())
                .withRemovedLayers(removedLayers(graph, whole));
    PairingOptions used = inputConsumerCount(graph) > 1 ? cut.withTowers() : cut;
    String name = model.network().name();
    List<NetworkLayer> all = weightedLayers(graph, whole);
    Pairing pairing =
        new LayerPairer(
                file.contents(),
                options.block().map(part -> name + "/" + part).orElse(name),
                options.block().map(part -> layersInBlock(graph, part, all)).orElse(all),
                used,
                Optional.of(Topology.of(graph, whole)))
            .pair();
    pairing.forEach(
        file,
        (layer, kind, values, shape) -> model.setWeights(layer, kind, values, Ints.asList(shape)));
    return pairing;
  }

  /** The layers with weights that a cut took from the backbone. */
  private static List<String> removedLayers(LayerGraph graph, LayerGraph whole) {
    return whole.nodes().stream()
        .filter(node -> !node.isInHead() && !graph.contains(node.name()))
        .filter(node -> !whole.parameters(node).isEmpty())
        .map(Node::name)
        .toList();
  }

  /** How many layers read the inputs. */
  private static int inputConsumerCount(LayerGraph graph) {
    return graph.inputs().keySet().stream().mapToInt(input -> graph.consumers(input).size()).sum();
  }

  private static List<NetworkLayer> layersInBlock(
      LayerGraph graph, String block, List<NetworkLayer> all) {
    List<NetworkLayer> part =
        all.stream()
            .filter(slot -> graph.node(slot.name()).path().startsWith(block + "/"))
            .toList();
    List<String> paths = graph.nodes().stream().map(Node::path).toList();
    List<String> blocks = paths.stream().map(path -> path.split("/")[0]).distinct().toList();
    Checks.require(
        !part.isEmpty(),
        () -> NameProblems.unknownLayer(graph.networkName(), block, blocks, paths));
    return part;
  }

  /** The same for a whole network. */
  public static Pairing load(Model model, WeightsFile file, PairingOptions options) {
    return load(model, model.network().graph(), file, options);
  }

  /** Writes all weights of a model, or of its layers before the head, as Keras does. */
  public static void save(Model model, Path target, boolean withHead) {
    List<KerasWriter.Layer> layers = new ArrayList<>();
    LayerGraph graph = model.network().graph();
    for (NetworkLayer slot : weightedLayers(graph, graph)) {
      if (slot.inHead() && !withHead) {
        continue;
      }
      layers.add(
          new KerasWriter.Layer(
              slot.name(),
              slot.tensors().stream()
                  .map(t -> new KerasWriter.Values(t, model.getWeights(slot.name(), t.kind())))
                  .collect(ImmutableList.toImmutableList())));
    }
    KerasWriter.write(target, layers);
  }

  /** The layers of a network that take weights, in Keras's order; a new head comes last. */
  public static List<NetworkLayer> weightedLayers(LayerGraph graph, LayerGraph whole) {
    List<String> order = new ArrayList<>(kerasOrder(whole));
    kerasOrder(graph).stream().filter(name -> !order.contains(name)).forEach(order::add);
    return order.stream()
        .filter(graph::contains)
        .map(graph::node)
        .filter(node -> !graph.parameters(node).isEmpty())
        .map(node -> networkLayer(graph, node))
        .toList();
  }

  private static List<String> kerasOrder(LayerGraph graph) {
    List<KerasOrder.Node> nodes = new ArrayList<>();
    graph.inputs().keySet().forEach(in -> nodes.add(new KerasOrder.Node(in, ImmutableList.of())));
    for (Node node : graph.nodes()) {
      nodes.add(new KerasOrder.Node(node.name(), ImmutableList.copyOf(node.inputs())));
    }
    return KerasOrder.of(nodes, graph.outputs().toArray(String[]::new));
  }

  private static NetworkLayer networkLayer(LayerGraph graph, Node node) {
    ImmutableList.Builder<NetworkLayer.Tensor> tensors = ImmutableList.builder();
    for (Parameter parameter : graph.parameters(node)) {
      tensors.add(
          new NetworkLayer.Tensor(parameter.kind(), ImmutableList.copyOf(parameter.shape())));
    }
    return new NetworkLayer(
        node.name(),
        node.layer().kind(),
        tensors.build(),
        node.isInHead(),
        AutoGeneratedNames.isAutoGenerated(node.name()),
        graph.nodes().indexOf(node));
  }
}
