package org.blockwright.dsl.edit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Branches;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.Input;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.Wiring;
import org.blockwright.dsl.check.Problems;

/** Edits of descriptions. */
public final class Edits {
  /** What a head is called when something else follows it. */
  private static final String TOP = "top";

  private static final Splitter SLASH = Splitter.on('/');

  private Edits() {}

  /**
   * The network up to and with a layer or block, without head and labels.
   *
   * @param at a vertex name or a path
   * @throws DescriptionException where nothing is called so
   */
  public static Network cut(Network network, String at) {
    List<String> path = SLASH.splitToList(path(network, at));
    List<Part> kept = new ArrayList<>(cut(network.parts(), path));
    Part last = kept.get(kept.size() - 1);
    if (last.name().equals(Network.HEAD)) {
      // What is kept of a head is none any more: another may follow.
      kept.set(kept.size() - 1, new Part(TOP, last.group(), last.block()));
    }
    return pruned(network.labels(List.of()), kept);
  }

  /** The network with another end and other labels. */
  public static Network withHead(Network network, Block head, List<String> labels) {
    return network.head(head).labels(labels);
  }

  /**
   * The network's own head, its last dense layer sized to the labels.
   *
   * @throws DescriptionException where the network has no head with a dense layer
   */
  public static Network relabel(Network network, List<String> labels) {
    Part head =
        network.parts().stream()
            .filter(p -> p.name().equals(Network.HEAD))
            .findFirst()
            .orElseThrow(() -> new DescriptionException(Problems.noHead(network.name())));
    if (head.block() instanceof Seq seq) {
      List<Part> parts = new ArrayList<>(seq.parts());
      for (int i = parts.size() - 1; i >= 0; i--) {
        if (parts.get(i).block() instanceof Dense dense) {
          Part part = parts.get(i);
          parts.set(i, new Part(part.name(), part.group(), dense.units(labels.size())));
          return network.head(new Seq(parts)).labels(labels);
        }
      }
    }
    throw new DescriptionException(Problems.noHead(network.name()));
  }

  /** The path of a layer by its path or vertex name, or of a block by its path. */
  private static String path(Network network, String at) {
    boolean block =
        network.graph().nodes().stream().map(Node::path).anyMatch(p -> p.startsWith(at + "/"));
    return block ? at : network.graph().node(at).path();
  }

  private static List<Part> cut(List<Part> parts, List<String> path) {
    ImmutableList.Builder<Part> kept = ImmutableList.builder();
    for (Part part : parts) {
      if (part.name().equals(path.get(0))) {
        return kept.add(cut(part, path)).build();
      }
      kept.add(part);
    }
    throw new IllegalStateException("no part " + path);
  }

  private static Part cut(Part part, List<String> path) {
    if (path.size() == 1) {
      return part;
    }
    return new Part(part.name(), part.group(), cut(part.block(), path.subList(1, path.size())));
  }

  private static Block cut(Block block, List<String> path) {
    if (block instanceof Seq seq) {
      return new Seq(cut(seq.parts(), path));
    }
    if (block instanceof Branches branches) {
      if (branches.join().name().equals(path.get(0))) {
        return branches;
      }
      // What the other arms compute is not needed for this one.
      return branches.arms().stream()
          .filter(arm -> arm.name().equals(path.get(0)))
          .map(arm -> new Seq(List.of(cut(arm, path))))
          .findFirst()
          .orElseThrow();
    }
    Wiring wiring = (Wiring) block;
    List<Wiring.Wire> kept = new ArrayList<>();
    for (Wiring.Wire wire : needed(wiring.wires(), Set.of(path.get(0)))) {
      boolean last = wire.part().name().equals(path.get(0));
      kept.add(last ? new Wiring.Wire(cut(wire.part(), path), wire.inputs()) : wire);
    }
    List<Wiring.Output> outputs = new ArrayList<>();
    for (String port : kept.get(kept.size() - 1).part().block().outputNames()) {
      boolean only = port.equals(Wiring.OUTPUT);
      outputs.add(new Wiring.Output(port, only ? path.get(0) : path.get(0) + ":" + port));
    }
    return new Wiring(wiring.inputs(), kept, outputs);
  }

  /** The parts of these names and all that they read. */
  private static List<Wiring.Wire> needed(List<Wiring.Wire> wires, Set<String> names) {
    Set<String> needed = new HashSet<>(names);
    List<Wiring.Wire> kept = new ArrayList<>();
    for (Wiring.Wire wire : Lists.reverse(wires)) {
      if (needed.contains(wire.part().name())) {
        wire.inputs().forEach(input -> needed.add(Wiring.part(input)));
        kept.add(0, wire);
      }
    }
    return kept;
  }

  /** Without the inputs that nothing reads any more, and without what was made for them alone. */
  private static Network pruned(Network network, List<Part> parts) {
    List<Part> others = new ArrayList<>(parts);
    List<Input> inputs = network.inputs();
    for (int i = parts.size() - 1; i >= 0; i--) {
      boolean first = i == 0;
      if (others.get(i).block() instanceof Wiring wiring
          && (first || others.get(i - 1).block() instanceof Wiring)) {
        List<Integer> read = read(wiring);
        List<String> ports = read.stream().map(wiring.inputs()::get).toList();
        others.set(i, holding(others.get(i), new Wiring(ports, wiring.wires(), wiring.outputs())));
        if (first) {
          inputs = read.stream().map(network.inputs()::get).toList();
        } else {
          others.set(i - 1, holding(others.get(i - 1), giving(others.get(i - 1).block(), read)));
        }
      }
    }
    return network.with(List.of()).inputs(inputs).with(others);
  }

  /** Which of its inputs a graph reads or passes on. */
  private static List<Integer> read(Wiring wiring) {
    Set<String> read = new HashSet<>();
    wiring.wires().forEach(wire -> wire.inputs().forEach(in -> read.add(Wiring.part(in))));
    wiring.outputs().forEach(output -> read.add(Wiring.part(output.reads())));
    return IntStream.range(0, wiring.inputs().size())
        .filter(i -> read.contains(wiring.inputs().get(i)))
        .boxed()
        .toList();
  }

  /** The graph with these of its outputs alone. */
  private static Wiring giving(Block block, List<Integer> indices) {
    Wiring wiring = (Wiring) block;
    List<Wiring.Output> outputs = indices.stream().map(wiring.outputs()::get).toList();
    Set<String> names =
        outputs.stream().map(o -> Wiring.part(o.reads())).collect(Collectors.toSet());
    return new Wiring(wiring.inputs(), needed(wiring.wires(), names), outputs);
  }

  private static Part holding(Part part, Block block) {
    return new Part(part.name(), part.group(), block);
  }
}
