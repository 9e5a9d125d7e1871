package org.blockwright.dsl.edit;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.InvalidDescriptionException;
import org.blockwright.dsl.check.Problem;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.InModelAugmentation;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;

/** Cuts and slices of a network, each a valid network. */
final class NetworkSlicer {
  /** The name of the block that keeps what is left of a head after a cut within it. */
  private static final String TOP = "top";

  private final Network network;
  private final LayerGraph graph;

  NetworkSlicer(Network network) {
    this.network = network;
    this.graph = network.graph();
  }

  /** Returns everything up to a layer or block, without head and labels. */
  EditResult upTo(String end) {
    List<String> outputs = network.outputNames(network.path(end));
    return slice(Optional.empty(), outputs, false);
  }

  /** Returns everything from one layer or block to another. */
  EditResult between(String start, String end) {
    String first = network.path(start);
    String last = network.path(end);
    List<String> inputs = network.endpoints().get(first).inputs().stream().distinct().toList();
    List<String> outputs = network.outputNames(last);
    Checks.require(
        graph.nodes().stream().anyMatch(n -> BlockPaths.isWithin(n.path(), first)),
        () -> EditProblems.blockWithoutLayers(network.name(), first));
    boolean fromInputs = inputs.equals(List.copyOf(graph.inputs().keySet()));
    if (!fromInputs && inputs.size() != 1) {
      throw new InvalidDescriptionException(
          EditProblems.sliceHasSeveralInputs(
              network.name(), first, BlockPaths.ofTensors(network, inputs)));
    }
    Set<String> needed = ancestors(outputs, fromInputs ? Set.of() : Set.of(inputs.get(0)));
    boolean containsStart =
        graph.nodes().stream()
            .anyMatch(n -> needed.contains(n.name()) && BlockPaths.isWithin(n.path(), first));
    if (!containsStart) {
      throw new InvalidDescriptionException(EditProblems.notAfter(network.name(), first, last));
    }
    if (!fromInputs) {
      requireNoBypass(first, inputs.get(0), needed);
      for (String output : outputs) {
        Checks.require(
            descendants(inputs.get(0)).contains(output), () -> bypassProblem(last, output, first));
      }
    }
    boolean withHead = outputs.equals(graph.outputs());
    return slice(fromInputs ? Optional.empty() : Optional.of(inputs.get(0)), outputs, withHead);
  }

  /** Returns the tensors that some tensors depend on, including these, back to the given stops. */
  private Set<String> ancestors(List<String> tensors, Set<String> stops) {
    Set<String> ancestors = new HashSet<>(tensors);
    for (Node node : Lists.reverse(graph.nodes())) {
      if (ancestors.contains(node.name()) && !stops.contains(node.name())) {
        ancestors.addAll(node.inputs());
      }
    }
    ancestors.removeAll(stops);
    return ancestors;
  }

  /** Returns the tensors that depend on a tensor, including this one. */
  private Set<String> descendants(String tensor) {
    Set<String> descendants = new HashSet<>(Set.of(tensor));
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(descendants::contains)) {
        descendants.add(node.name());
      }
    }
    return descendants;
  }

  /** Requires that everything needed depends only on the input of the first layer. */
  private void requireNoBypass(String first, String start, Set<String> needed) {
    Set<String> descendants = descendants(start);
    for (Node node : graph.nodes()) {
      if (needed.contains(node.name()) && descendants.contains(node.name())) {
        for (String input : node.inputs()) {
          Checks.require(
              descendants.contains(input), () -> bypassProblem(node.path(), input, first));
        }
      }
    }
    // An output of the slice may also come from a layer that does not depend on the start at all.
    Set<String> ancestors = ancestors(List.of(start), Set.of());
    for (Node node : graph.nodes()) {
      Checks.require(
          !needed.contains(node.name())
              || descendants.contains(node.name())
              || ancestors.contains(node.name()),
          () -> bypassProblem(node.path(), node.input(), first));
    }
  }

  private Problem bypassProblem(String consumer, String input, String first) {
    return EditProblems.bypassesSliceStart(
        network.name(), consumer, BlockPaths.ofTensors(network, List.of(input)).get(0), first);
  }

  private EditResult slice(Optional<String> start, List<String> outputs, boolean withHead) {
    BackwardSlicer.Chain chain = new BackwardSlicer(network, start).slice(outputs);
    List<NamedBlock> blocks = new ArrayList<>(chain.blocks());
    List<String> names = blocks.stream().map(NamedBlock::name).toList();
    boolean headIsCut =
        !withHead && !names.isEmpty() && Iterables.getLast(names).equals(Network.HEAD);
    String top = BlockPaths.uniqueName(TOP, Set.copyOf(names));
    if (headIsCut) {
      // What is left of a head is an ordinary block, so that a new head can follow.
      blocks.add(BlockEdit.renamed(blocks.remove(blocks.size() - 1), top));
    }
    Network withInputs =
        start.filter(graph::contains).isPresent()
            ? Network.named(network.name())
                .inputs(
                    Input.of(uniqueInputName(), graph.shape(start.get()))
                        .preprocessing(Preprocessing.NONE))
                .conversion(network.conversion())
                .augment(InModelAugmentation.NONE)
            : withoutUnusedInputs(chain.inputs());
    Network slice = withInputs.withBlocks(blocks);
    return EditResult.of(
        network,
        withHead ? slice.withOutputSettings(network.outputSettings()) : slice,
        path ->
            Optional.of(
                headIsCut && BlockPaths.isWithin(path, top)
                    ? Network.HEAD + path.substring(top.length())
                    : path));
  }

  /** Returns a name for the new input that no layer has. */
  private String uniqueInputName() {
    return BlockPaths.uniqueName(
        Network.INPUT, graph.nodes().stream().map(Node::name).collect(Collectors.toSet()));
  }

  private Network withoutUnusedInputs(List<String> used) {
    List<Input> inputs =
        used.stream()
            .distinct()
            .map(name -> network.inputs().stream().filter(i -> i.name().equals(name)).findFirst())
            .map(Optional::orElseThrow)
            .toList();
    return network.withOutputSettings(Map.of()).withBlocks(List.of()).inputs(inputs);
  }

  /** Returns the paths of the elements of a network: its blocks, then the layers of its head. */
  static List<String> elements(Network network) {
    List<String> paths = new ArrayList<>();
    for (NamedBlock block : network.blocks()) {
      if (block.name().equals(Network.HEAD) && block.body() instanceof Sequence seq) {
        seq.blocks().forEach(inner -> paths.add(Network.HEAD + "/" + inner.name()));
      } else {
        paths.add(block.name());
      }
    }
    return paths;
  }

  /** Returns the path of the element at a position: from 1, or from -1 at the end. */
  static String element(Network network, int position) {
    List<String> all = elements(network);
    int index = position > 0 ? position - 1 : all.size() + position;
    Checks.require(
        position != 0 && index >= 0 && index < all.size(),
        () -> EditProblems.positionOutOfRange(network.name(), position, all));
    return all.get(index);
  }
}
