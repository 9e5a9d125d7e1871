package org.blockwright.dsl.edit;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.InModelAugmentation;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;

/** A part of a network as a network of its own. */
final class NetworkSlicer {
  /** What a head is called when something else follows it. */
  private static final String TOP = "top";

  private final Network network;
  private final LayerGraph graph;

  NetworkSlicer(Network network) {
    this.network = network;
    this.graph = network.graph();
  }

  /** Everything up to a layer or block; no head, no labels. */
  EditResult upTo(String to) {
    List<String> ends = network.outputNames(network.path(to));
    return slice(Optional.empty(), ends, false);
  }

  /** From a layer or block to another one. */
  EditResult between(String from, String to) {
    String first = network.path(from);
    String last = network.path(to);
    List<String> starts = network.endpoints().get(first).inputs().stream().distinct().toList();
    List<String> ends = network.outputNames(last);
    Problems.require(
        graph.nodes().stream().anyMatch(n -> BlockPaths.isWithin(n.path(), first)),
        () -> EditProblems.blockWithoutLayers(network.name(), first));
    boolean whole = starts.equals(List.copyOf(graph.inputs().keySet()));
    if (!whole && starts.size() != 1) {
      throw new DescriptionException(
          EditProblems.sliceHasSeveralInputs(
              network.name(), first, BlockPaths.ofValues(network, starts)));
    }
    Set<String> needed = ancestors(ends, whole ? Set.of() : Set.of(starts.get(0)));
    boolean used =
        graph.nodes().stream()
            .anyMatch(n -> needed.contains(n.name()) && BlockPaths.isWithin(n.path(), first));
    if (!used) {
      throw new DescriptionException(EditProblems.notAfter(network.name(), first, last));
    }
    if (!whole) {
      requireNoBypass(first, starts.get(0), needed);
      for (String end : ends) {
        Problems.require(
            descendants(starts.get(0)).contains(end), () -> bypassMessage(last, end, first));
      }
    }
    boolean withHead = ends.equals(graph.outputs());
    return slice(whole ? Optional.empty() : Optional.of(starts.get(0)), ends, withHead);
  }

  /** The nodes and inputs that some values need, themselves included, without going past others. */
  private Set<String> ancestors(List<String> ends, Set<String> stops) {
    Set<String> needed = new HashSet<>(ends);
    for (Node node : Lists.reverse(graph.nodes())) {
      if (needed.contains(node.name()) && !stops.contains(node.name())) {
        needed.addAll(node.inputs());
      }
    }
    needed.removeAll(stops);
    return needed;
  }

  /** A value and all that comes from it, alone or with others. */
  private Set<String> descendants(String start) {
    Set<String> behind = new HashSet<>(Set.of(start));
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(behind::contains)) {
        behind.add(node.name());
      }
    }
    return behind;
  }

  /** All that is needed must come from the value that the first layer reads. */
  private void requireNoBypass(String from, String start, Set<String> needed) {
    Set<String> behind = descendants(start);
    for (Node node : graph.nodes()) {
      if (needed.contains(node.name()) && behind.contains(node.name())) {
        for (String input : node.inputs()) {
          Problems.require(behind.contains(input), () -> bypassMessage(node.path(), input, from));
        }
      }
    }
    // What no layer behind the start reads may still be given out, beside what comes from there.
    Set<String> before = ancestors(List.of(start), Set.of());
    for (Node node : graph.nodes()) {
      Problems.require(
          !needed.contains(node.name())
              || behind.contains(node.name())
              || before.contains(node.name()),
          () -> bypassMessage(node.path(), node.input(), from));
    }
  }

  private String bypassMessage(String reader, String read, String from) {
    return EditProblems.bypassesSliceStart(
        network.name(), reader, BlockPaths.ofValues(network, List.of(read)).get(0), from);
  }

  private EditResult slice(Optional<String> start, List<String> ends, boolean withHead) {
    BackwardSlicer.Chain chain = new BackwardSlicer(network, start).slice(ends);
    List<NamedBlock> parts = new ArrayList<>(chain.blocks());
    List<String> names = parts.stream().map(NamedBlock::name).toList();
    boolean kept = !withHead && !names.isEmpty() && Iterables.getLast(names).equals(Network.HEAD);
    String top = BlockPaths.uniqueName(TOP, Set.copyOf(names));
    if (kept) {
      // What is kept of a head is none any more: another may follow.
      parts.add(BlockEdit.renamed(parts.remove(parts.size() - 1), top));
    }
    Network bare =
        start.filter(graph::contains).isPresent()
            ? Network.named(network.name())
                .inputs(
                    Input.of(uniqueInputName(), graph.shape(start.get()))
                        .preprocessing(Preprocessing.NONE))
                .conversion(network.conversion())
                .augment(InModelAugmentation.NONE)
            : withoutUnusedInputs(chain.inputs());
    Network taken = bare.withBlocks(parts);
    return EditResult.of(
        network,
        withHead ? taken.labels(network.labels()) : taken,
        path ->
            Optional.of(
                kept && BlockPaths.isWithin(path, top)
                    ? Network.HEAD + path.substring(top.length())
                    : path));
  }

  /** A layer may be called as the input would be. */
  private String uniqueInputName() {
    return BlockPaths.uniqueName(
        Network.INPUT, graph.nodes().stream().map(Node::name).collect(Collectors.toSet()));
  }

  /** Without the inputs that nothing reads any more. */
  private Network withoutUnusedInputs(List<String> needs) {
    List<Input> inputs =
        needs.stream()
            .distinct()
            .map(need -> network.inputs().stream().filter(i -> i.name().equals(need)).findFirst())
            .map(Optional::orElseThrow)
            .toList();
    return network.labels(List.of()).withBlocks(List.of()).inputs(inputs);
  }

  /** The paths of the elements of a network: its blocks, then the parts of its head. */
  static List<String> elements(Network network) {
    List<String> paths = new ArrayList<>();
    for (NamedBlock part : network.blocks()) {
      if (part.name().equals(Network.HEAD) && part.body() instanceof Sequence seq) {
        seq.blocks().forEach(inner -> paths.add(Network.HEAD + "/" + inner.name()));
      } else {
        paths.add(part.name());
      }
    }
    return paths;
  }

  /** The path of an element by its position. */
  static String element(Network network, int position) {
    List<String> all = elements(network);
    int at = position > 0 ? position - 1 : all.size() + position;
    Problems.require(
        position != 0 && at >= 0 && at < all.size(),
        () -> EditProblems.positionOutOfRange(network.name(), position, all));
    return all.get(at);
  }
}
