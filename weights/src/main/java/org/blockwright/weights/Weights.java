package org.blockwright.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.NameProblems;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.model.Model;

/**
 * Loads weights files into models and saves models as weights files. Only arrays are loaded: the
 * preprocessing stays that of the network, even if the weights of a published file need another
 * one. {@link Model#loadWeights(Path)} sets it.
 *
 * <pre>{@code
 * Pairing pairing = Weights.load(model, Path.of("vgg16.h5"));
 * }</pre>
 */
public final class Weights {
  private Weights() {}

  /**
   * Loads the weights of a file into a model that was cut or given a new head. If the file does not
   * fit, the model is not changed.
   *
   * @param whole the network before it was cut; it determines the order in which Keras stores the
   *     layers
   * @return which layers were matched, and what remains on both sides
   * @throws org.blockwright.base.WeightsException if the file does not fit, naming every difference
   * @throws org.blockwright.base.UsageException if a color kernel is to be converted and the
   *     network does not allow it
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
    Optional<FirstConvolutions> first =
        options.grayscaleKernel().map(mode -> FirstConvolutions.of(model.network(), mode));
    UnaryOperator<List<NetworkLayer>> asInFile =
        layers -> first.map(f -> f.asInFile(layers, file.contents())).orElse(layers);
    List<NetworkLayer> all = asInFile.apply(weightedLayers(graph, whole));
    Pairing pairing =
        new LayerPairer(
                file.contents(),
                options.block().map(block -> name + "/" + block).orElse(name),
                options.block().map(block -> layersInBlock(graph, block, all)).orElse(all),
                used,
                Optional.of(Topology.of(graph, whole).map(asInFile)))
            .pair();
    if (first.isPresent()) {
      return first.orElseThrow().load(model, file, pairing);
    }
    pairing.forEach(
        file,
        (layer, kind, values, shape) -> model.setWeights(layer, kind, values, Ints.asList(shape)));
    return pairing;
  }

  /** Returns the layers with weights that the cut removed from the backbone. */
  private static List<String> removedLayers(LayerGraph graph, LayerGraph whole) {
    return whole.nodes().stream()
        .filter(node -> !node.isInHead() && !graph.contains(node.name()))
        .filter(node -> !whole.parameters(node).isEmpty())
        .map(Node::name)
        .toList();
  }

  /** Returns the number of layers that take the network's inputs; above 1 there are towers. */
  private static int inputConsumerCount(LayerGraph graph) {
    return graph.inputs().keySet().stream().mapToInt(input -> graph.consumers(input).size()).sum();
  }

  private static List<NetworkLayer> layersInBlock(
      LayerGraph graph, String block, List<NetworkLayer> all) {
    List<NetworkLayer> inBlock =
        all.stream()
            .filter(layer -> graph.node(layer.name()).path().startsWith(block + "/"))
            .toList();
    List<String> paths = graph.nodes().stream().map(Node::path).toList();
    List<String> blocks = paths.stream().map(path -> path.split("/")[0]).distinct().toList();
    Checks.require(
        !inBlock.isEmpty(),
        () -> NameProblems.unknownLayer(graph.networkName(), block, blocks, paths));
    return inBlock;
  }

  /**
   * Loads the weights of a file into a model of a whole network. Everything must fit; a head that
   * does not fit is skipped with a notice.
   *
   * @return which layers were matched, and what remains on both sides
   * @throws org.blockwright.base.WeightsException if the file cannot be read or does not fit,
   *     naming every difference; the model is not changed
   */
  public static Pairing load(Model model, Path file) {
    try (WeightsFile weights = WeightsFile.open(file)) {
      return load(model, weights, PairingOptions.STRICT);
    }
  }

  /**
   * Loads the weights of an open file into a model of a whole network.
   *
   * @throws org.blockwright.base.WeightsException if the file does not fit, naming every difference
   */
  public static Pairing load(Model model, WeightsFile file, PairingOptions options) {
    return load(model, model.network().graph(), file, options);
  }

  /**
   * Saves the weights of a model in Keras's legacy {@code .h5} format.
   *
   * @param withHead whether the head is included
   */
  public static void save(Model model, Path target, boolean withHead) {
    List<KerasWriter.Layer> layers = new ArrayList<>();
    LayerGraph graph = model.network().graph();
    for (NetworkLayer layer : weightedLayers(graph, graph)) {
      if (layer.inHead() && !withHead) {
        continue;
      }
      layers.add(
          new KerasWriter.Layer(
              layer.name(),
              layer.tensors().stream()
                  .map(
                      tensor ->
                          new KerasWriter.Values(
                              tensor, model.getWeights(layer.name(), tensor.kind())))
                  .collect(ImmutableList.toImmutableList())));
    }
    KerasWriter.write(target, layers);
  }

  /**
   * Returns the layers of a network that have weights, in Keras's order; a new head comes last.
   *
   * @param whole the network before it was cut
   */
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
    graph
        .inputs()
        .keySet()
        .forEach(input -> nodes.add(new KerasOrder.Node(input, ImmutableList.of())));
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
