package org.blockwright.dsl.edit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Branches;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.Wiring;
import org.blockwright.dsl.check.Problems;

/** Edits of descriptions. */
public final class Edits {
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
    return network.withoutHead().with(cut(network.parts(), path)).labels(List.of());
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
    Set<String> needed = new HashSet<>(Set.of(path.get(0)));
    List<Wiring.Wire> kept = new ArrayList<>();
    for (Wiring.Wire wire : Lists.reverse(wiring.wires())) {
      String name = wire.part().name();
      if (needed.contains(name)) {
        needed.addAll(wire.inputs());
        Part part = name.equals(path.get(0)) ? cut(wire.part(), path) : wire.part();
        kept.add(0, new Wiring.Wire(part, wire.inputs()));
      }
    }
    return new Wiring(kept, path.get(0));
  }
}
