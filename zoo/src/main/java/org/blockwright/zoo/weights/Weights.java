package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Parameter;
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
   * @return what was paired with what, and what was left over
   * @throws org.blockwright.base.WeightsException with every difference, where it does not fit
   */
  public static Pairing into(Model model, WeightsFile file, PairingOptions options) {
    Graph graph = model.network().graph();
    Pairing pairing = Pairing.pair(file.contents(), model.network().name(), slots(graph), options);
    pairing.forEach(
        file,
        (layer, kind, values, shape) -> {
          List<Integer> sides = new ArrayList<>();
          for (int side : shape) {
            sides.add(side);
          }
          model.put(layer, kind, values, sides);
        });
    return pairing;
  }

  /** Writes all weights of a model, or of its layers before the head, as Keras does. */
  public static void write(Model model, Path target, boolean withHead) {
    List<KerasWriter.Layer> layers = new ArrayList<>();
    for (Slot slot : slots(model.network().graph())) {
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

  /** The layers of a network that take weights, in Keras's order. */
  public static List<Slot> slots(Graph graph) {
    List<KerasOrder.Node> nodes =
        graph.nodes().stream()
            .map(n -> new KerasOrder.Node(n.name(), ImmutableList.copyOf(n.inputs())))
            .collect(ImmutableList.toImmutableList());
    List<KerasOrder.Node> all = new ArrayList<>(nodes);
    all.add(0, new KerasOrder.Node(graph.input(), ImmutableList.of()));
    return KerasOrder.of(all, graph.output()).stream()
        .filter(graph::contains)
        .map(graph::node)
        .filter(node -> !graph.parameters(node).isEmpty())
        .map(node -> slot(graph, node))
        .toList();
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
        AutomaticNames.isAutomatic(node.name()));
  }
}
