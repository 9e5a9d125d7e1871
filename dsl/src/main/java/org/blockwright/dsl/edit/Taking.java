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
import org.blockwright.dsl.Augmenting;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Input;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Preprocessing;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.check.Problems;

/** A part of a network as a network of its own. */
final class Taking {
  /** What a head is called when something else follows it. */
  private static final String TOP = "top";

  private final Network network;
  private final Graph graph;

  Taking(Network network) {
    this.network = network;
    this.graph = network.graph();
  }

  /** Everything up to a layer or block; no head, no labels. */
  Edited upTo(String to) {
    List<String> ends = network.given(network.path(to));
    return edited(Optional.empty(), ends, false);
  }

  /** From a layer or block to another one. */
  Edited between(String from, String to) {
    String first = network.path(from);
    String last = network.path(to);
    List<String> starts = network.spans().get(first).inputs().stream().distinct().toList();
    List<String> ends = network.given(last);
    Problems.require(
        graph.nodes().stream().anyMatch(n -> Paths.within(n.path(), first)),
        () -> EditProblems.nothingIn(network.name(), first));
    boolean whole = starts.equals(List.copyOf(graph.inputs().keySet()));
    if (!whole && starts.size() != 1) {
      throw new DescriptionException(
          EditProblems.takesSeveral(network.name(), first, Paths.of(network, starts)));
    }
    Set<String> needed = needed(ends, whole ? Set.of() : Set.of(starts.get(0)));
    boolean used =
        graph.nodes().stream()
            .anyMatch(n -> needed.contains(n.name()) && Paths.within(n.path(), first));
    if (!used) {
      throw new DescriptionException(EditProblems.notBehind(network.name(), first, last));
    }
    if (!whole) {
      requireNothingPast(first, starts.get(0), needed);
      for (String end : ends) {
        Problems.require(behind(starts.get(0)).contains(end), () -> readPast(last, end, first));
      }
    }
    boolean withHead = ends.equals(graph.outputs());
    return edited(whole ? Optional.empty() : Optional.of(starts.get(0)), ends, withHead);
  }

  /** The nodes and inputs that some values need, themselves included, without going past others. */
  private Set<String> needed(List<String> ends, Set<String> stops) {
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
  private Set<String> behind(String start) {
    Set<String> behind = new HashSet<>(Set.of(start));
    for (Node node : graph.nodes()) {
      if (node.inputs().stream().anyMatch(behind::contains)) {
        behind.add(node.name());
      }
    }
    return behind;
  }

  /** All that is needed must come from the value that the first layer reads. */
  private void requireNothingPast(String from, String start, Set<String> needed) {
    Set<String> behind = behind(start);
    for (Node node : graph.nodes()) {
      if (needed.contains(node.name()) && behind.contains(node.name())) {
        for (String input : node.inputs()) {
          Problems.require(behind.contains(input), () -> readPast(node.path(), input, from));
        }
      }
    }
    // What no layer behind the start reads may still be given out, beside what comes from there.
    Set<String> before = needed(List.of(start), Set.of());
    for (Node node : graph.nodes()) {
      Problems.require(
          !needed.contains(node.name())
              || behind.contains(node.name())
              || before.contains(node.name()),
          () -> readPast(node.path(), node.input(), from));
    }
  }

  private String readPast(String reader, String read, String from) {
    return EditProblems.readPast(
        network.name(), reader, Paths.of(network, List.of(read)).get(0), from);
  }

  private Edited edited(Optional<String> start, List<String> ends, boolean withHead) {
    Backwards.Chain chain = new Backwards(network, start).parts(ends);
    List<Part> parts = new ArrayList<>(chain.parts());
    List<String> names = parts.stream().map(Part::name).toList();
    boolean kept = !withHead && !names.isEmpty() && Iterables.getLast(names).equals(Network.HEAD);
    String top = Paths.free(TOP, Set.copyOf(names));
    if (kept) {
      // What is kept of a head is none any more: another may follow.
      parts.add(Surgery.named(parts.remove(parts.size() - 1), top));
    }
    Network bare =
        start.filter(graph::contains).isPresent()
            ? Network.named(network.name())
                .inputs(
                    Input.of(freeInput(), graph.shape(start.get()))
                        .preprocessing(Preprocessing.NONE))
                .conversion(network.conversion())
                .augment(Augmenting.NONE)
            : bare(chain.needs());
    Network taken = bare.with(parts);
    return Edited.of(
        network,
        withHead ? taken.labels(network.labels()) : taken,
        path ->
            Optional.of(
                kept && Paths.within(path, top)
                    ? Network.HEAD + path.substring(top.length())
                    : path));
  }

  /** A layer may be called as the input would be. */
  private String freeInput() {
    return Paths.free(
        Network.INPUT, graph.nodes().stream().map(Node::name).collect(Collectors.toSet()));
  }

  /** Without the inputs that nothing reads any more. */
  private Network bare(List<String> needs) {
    List<Input> inputs =
        needs.stream()
            .distinct()
            .map(need -> network.inputs().stream().filter(i -> i.name().equals(need)).findFirst())
            .map(Optional::orElseThrow)
            .toList();
    return network.labels(List.of()).with(List.of()).inputs(inputs);
  }

  /** The paths of the elements of a network: its blocks, then the parts of its head. */
  static List<String> elements(Network network) {
    List<String> paths = new ArrayList<>();
    for (Part part : network.parts()) {
      if (part.name().equals(Network.HEAD) && part.block() instanceof Seq seq) {
        seq.parts().forEach(inner -> paths.add(Network.HEAD + "/" + inner.name()));
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
        () -> EditProblems.noPosition(network.name(), position, all));
    return all.get(at);
  }
}
