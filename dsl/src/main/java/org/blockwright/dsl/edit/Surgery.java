package org.blockwright.dsl.edit;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Branches;
import org.blockwright.dsl.Layer;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Seq;
import org.blockwright.dsl.Wiring;
import org.blockwright.dsl.check.Problems;

/** Changes of one part at its place: in a row, among branches, or in a graph. */
abstract class Surgery {
  /** What becomes of the parts in a row. */
  abstract List<Part> inRow(List<Part> parts, int at);

  /** What becomes of an arm; the join is not asked for. */
  abstract Part arm(Part arm);

  /** What becomes of a join, and of the branches that it ends. */
  abstract Branches join(Branches branches);

  abstract Wiring inGraph(Wiring wiring, int at);

  Network of(Network network, String path) {
    return network.with(change(network.parts(), Paths.names(path)));
  }

  private List<Part> change(List<Part> parts, List<String> path) {
    List<Part> all = new ArrayList<>(parts);
    int at = index(parts, path.get(0));
    if (path.size() == 1) {
      List<Part> changed = inRow(all, at);
      Problems.unique(changed.stream().map(Part::name).toList());
      return changed;
    }
    all.set(at, inner(all.get(at), path));
    return all;
  }

  private static int index(List<Part> parts, String name) {
    return parts.stream().map(Part::name).toList().indexOf(name);
  }

  private Part inner(Part part, List<String> path) {
    return new Part(part.name(), part.group(), change(part.block(), path.subList(1, path.size())));
  }

  private Block change(Block block, List<String> path) {
    if (block instanceof Seq seq) {
      return new Seq(change(seq.parts(), path));
    }
    if (block instanceof Branches branches) {
      int at = index(branches.arms(), path.get(0));
      if (at < 0) {
        return join(branches);
      }
      List<Part> arms = new ArrayList<>(branches.arms());
      arms.set(at, path.size() == 1 ? arm(arms.get(at)) : inner(arms.get(at), path));
      return new Branches(branches.join(), arms);
    }
    Wiring wiring = (Wiring) block;
    int at = index(wiring.wires().stream().map(Wiring.Wire::part).toList(), path.get(0));
    if (path.size() == 1) {
      return inGraph(wiring, at);
    }
    List<Wiring.Wire> wires = new ArrayList<>(wiring.wires());
    Wiring.Wire wire = wires.get(at);
    Part changed = inner(wire.part(), path);
    wires.set(at, new Wiring.Wire(changed, wire.inputs()));
    // A sequence gives what its last part gives, by that one's names.
    return rewired(wiring, wires, at + 1, reading(wire.part(), changed));
  }

  /** One part for another, which reads and gives what that did. */
  static Surgery exchange(UnaryOperator<Part> change) {
    return new Surgery() {
      @Override
      List<Part> inRow(List<Part> parts, int at) {
        parts.set(at, change.apply(parts.get(at)));
        return parts;
      }

      @Override
      Part arm(Part arm) {
        return change.apply(arm);
      }

      @Override
      Branches join(Branches branches) {
        return new Branches(change.apply(branches.join()), branches.arms());
      }

      @Override
      Wiring inGraph(Wiring wiring, int at) {
        List<Wiring.Wire> wires = new ArrayList<>(wiring.wires());
        Wiring.Wire wire = wires.get(at);
        Part part = change.apply(wire.part());
        wires.set(at, new Wiring.Wire(part, wire.inputs()));
        return rewired(wiring, wires, at + 1, reading(wire.part(), part));
      }
    };
  }

  /** Away with a part; its readers read what it read. */
  static Surgery removal() {
    return new Surgery() {
      @Override
      List<Part> inRow(List<Part> parts, int at) {
        parts.remove(at);
        return parts;
      }

      @Override
      Part arm(Part arm) {
        return new Part(arm.name(), arm.group(), new Seq(List.of()));
      }

      @Override
      Branches join(Branches branches) {
        throw new IllegalStateException("a join has several inputs");
      }

      @Override
      Wiring inGraph(Wiring wiring, int at) {
        List<Wiring.Wire> wires = new ArrayList<>(wiring.wires());
        Wiring.Wire gone = wires.remove(at);
        String read = gone.inputs().get(0);
        return rewired(
            wiring,
            wires,
            at,
            reference -> Wiring.part(reference).equals(gone.part().name()) ? read : reference);
      }
    };
  }

  /** A new part before or after another one. */
  static Surgery insertion(Part added, boolean before) {
    return new Surgery() {
      @Override
      List<Part> inRow(List<Part> parts, int at) {
        parts.add(before ? at : at + 1, added);
        return parts;
      }

      @Override
      Part arm(Part arm) {
        // An arm that is a row keeps its paths; another one becomes a row of two.
        boolean row = arm.block() instanceof Seq;
        List<Part> parts = new ArrayList<>(row ? ((Seq) arm.block()).parts() : List.of(arm));
        parts.add(before ? 0 : parts.size(), added);
        return new Part(arm.name(), row ? arm.group() : true, new Seq(parts));
      }

      @Override
      Branches join(Branches branches) {
        throw new IllegalStateException("what follows a join follows its branches");
      }

      @Override
      Wiring inGraph(Wiring wiring, int at) {
        List<Wiring.Wire> wires = new ArrayList<>(wiring.wires());
        Wiring.Wire wire = wires.get(at);
        if (before) {
          wires.set(at, new Wiring.Wire(wire.part(), List.of(added.name())));
          wires.add(at, new Wiring.Wire(added, wire.inputs()));
          return new Wiring(wiring.inputs(), wires, wiring.outputs());
        }
        String name = wire.part().name();
        wires.add(at + 1, new Wiring.Wire(added, List.of(name)));
        return rewired(wiring, wires, at + 2, reading(wire.part(), added));
      }
    };
  }

  /** The same part of another name. */
  static Part named(Part part, String name) {
    return new Part(name, part.group(), part.block());
  }

  /** Reads the other part instead; of one output each, whatever the two outputs are called. */
  private static UnaryOperator<String> reading(Part part, Part other) {
    List<String> before = part.block().outputNames();
    List<String> now = other.block().outputNames();
    boolean single = before.size() == 1 && now.size() == 1 && !before.equals(now);
    return reference -> {
      if (!Wiring.part(reference).equals(part.name())) {
        return reference;
      }
      return single ? other.name() : other.name() + reference.substring(part.name().length());
    };
  }

  private static Wiring rewired(
      Wiring wiring, List<Wiring.Wire> wires, int from, UnaryOperator<String> reference) {
    ImmutableList.Builder<Wiring.Wire> all = ImmutableList.builder();
    for (int i = 0; i < wires.size(); i++) {
      Wiring.Wire wire = wires.get(i);
      all.add(
          i < from
              ? wire
              : new Wiring.Wire(wire.part(), wire.inputs().stream().map(reference).toList()));
    }
    return new Wiring(
        wiring.inputs(),
        all.build(),
        wiring.outputs().stream()
            .map(o -> new Wiring.Output(o.name(), reference.apply(o.reads())))
            .toList());
  }

  /** The block of this path. */
  static Block block(Network network, String path) {
    Optional<Block> at = Optional.empty();
    for (String name : Paths.names(path)) {
      List<Part> parts = at.map(Surgery::parts).orElse(network.parts());
      at = Optional.of(parts.get(index(parts, name)).block());
    }
    return at.orElseThrow();
  }

  private static List<Part> parts(Block block) {
    if (block instanceof Seq seq) {
      return seq.parts();
    }
    if (block instanceof Branches branches) {
      return ImmutableList.<Part>builder().addAll(branches.arms()).add(branches.join()).build();
    }
    return block instanceof Layer
        ? List.of()
        : ((Wiring) block).wires().stream().map(Wiring.Wire::part).toList();
  }
}
