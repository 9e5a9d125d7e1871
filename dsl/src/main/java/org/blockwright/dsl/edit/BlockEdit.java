package org.blockwright.dsl.edit;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Subgraph;

/** Changes of one part at its place: in a row, among branches, or in a graph. */
abstract class BlockEdit {
  /** What becomes of the parts in a row. */
  abstract List<NamedBlock> inSequence(List<NamedBlock> parts, int at);

  /** What becomes of an arm; the join is not asked for. */
  abstract NamedBlock inBranch(NamedBlock arm);

  /** What becomes of a join, and of the branches that it ends. */
  abstract Branches inJoin(Branches branches);

  abstract Subgraph inSubgraph(Subgraph wiring, int at);

  Network applyTo(Network network, String path) {
    return network.withBlocks(change(network.blocks(), BlockPaths.names(path)));
  }

  private List<NamedBlock> change(List<NamedBlock> parts, List<String> path) {
    List<NamedBlock> all = new ArrayList<>(parts);
    int at = index(parts, path.get(0));
    if (path.size() == 1) {
      List<NamedBlock> changed = inSequence(all, at);
      Problems.requireUnique(changed.stream().map(NamedBlock::name).toList());
      return changed;
    }
    all.set(at, changeInner(all.get(at), path));
    return all;
  }

  private static int index(List<NamedBlock> parts, String name) {
    return parts.stream().map(NamedBlock::name).toList().indexOf(name);
  }

  private NamedBlock changeInner(NamedBlock part, List<String> path) {
    return new NamedBlock(
        part.name(), part.isGroup(), change(part.body(), path.subList(1, path.size())));
  }

  private BlockBody change(BlockBody block, List<String> path) {
    if (block instanceof Sequence seq) {
      return new Sequence(change(seq.blocks(), path));
    }
    if (block instanceof Branches branches) {
      int at = index(branches.branches(), path.get(0));
      if (at < 0) {
        return inJoin(branches);
      }
      List<NamedBlock> arms = new ArrayList<>(branches.branches());
      arms.set(at, path.size() == 1 ? inBranch(arms.get(at)) : changeInner(arms.get(at), path));
      return new Branches(branches.join(), arms);
    }
    Subgraph wiring = (Subgraph) block;
    int at =
        index(wiring.connections().stream().map(Subgraph.Connection::block).toList(), path.get(0));
    if (path.size() == 1) {
      return inSubgraph(wiring, at);
    }
    List<Subgraph.Connection> wires = new ArrayList<>(wiring.connections());
    Subgraph.Connection wire = wires.get(at);
    NamedBlock changed = changeInner(wire.block(), path);
    wires.set(at, new Subgraph.Connection(changed, wire.inputs()));
    // A sequence gives what its last part gives, by that one's names.
    return reconnect(wiring, wires, at + 1, redirecting(wire.block(), changed));
  }

  /** One part for another, which reads and gives what that did. */
  static BlockEdit replacement(UnaryOperator<NamedBlock> change) {
    return new BlockEdit() {
      @Override
      List<NamedBlock> inSequence(List<NamedBlock> parts, int at) {
        parts.set(at, change.apply(parts.get(at)));
        return parts;
      }

      @Override
      NamedBlock inBranch(NamedBlock arm) {
        return change.apply(arm);
      }

      @Override
      Branches inJoin(Branches branches) {
        return new Branches(change.apply(branches.join()), branches.branches());
      }

      @Override
      Subgraph inSubgraph(Subgraph wiring, int at) {
        List<Subgraph.Connection> wires = new ArrayList<>(wiring.connections());
        Subgraph.Connection wire = wires.get(at);
        NamedBlock part = change.apply(wire.block());
        wires.set(at, new Subgraph.Connection(part, wire.inputs()));
        return reconnect(wiring, wires, at + 1, redirecting(wire.block(), part));
      }
    };
  }

  /** Away with a part; its readers read what it read. */
  static BlockEdit removal() {
    return new BlockEdit() {
      @Override
      List<NamedBlock> inSequence(List<NamedBlock> parts, int at) {
        parts.remove(at);
        return parts;
      }

      @Override
      NamedBlock inBranch(NamedBlock arm) {
        return new NamedBlock(arm.name(), arm.isGroup(), new Sequence(List.of()));
      }

      @Override
      Branches inJoin(Branches branches) {
        throw new IllegalStateException("a join has several inputs");
      }

      @Override
      Subgraph inSubgraph(Subgraph wiring, int at) {
        List<Subgraph.Connection> wires = new ArrayList<>(wiring.connections());
        Subgraph.Connection gone = wires.remove(at);
        String read = gone.inputs().get(0);
        return reconnect(
            wiring,
            wires,
            at,
            reference ->
                Subgraph.blockName(reference).equals(gone.block().name()) ? read : reference);
      }
    };
  }

  /** A new part before or after another one. */
  static BlockEdit insertion(NamedBlock added, boolean before) {
    return new BlockEdit() {
      @Override
      List<NamedBlock> inSequence(List<NamedBlock> parts, int at) {
        parts.add(before ? at : at + 1, added);
        return parts;
      }

      @Override
      NamedBlock inBranch(NamedBlock arm) {
        // An arm that is a row keeps its paths; another one becomes a row of two.
        boolean row = arm.body() instanceof Sequence;
        List<NamedBlock> parts =
            new ArrayList<>(row ? ((Sequence) arm.body()).blocks() : List.of(arm));
        parts.add(before ? 0 : parts.size(), added);
        return new NamedBlock(arm.name(), row ? arm.isGroup() : true, new Sequence(parts));
      }

      @Override
      Branches inJoin(Branches branches) {
        throw new IllegalStateException("what follows a join follows its branches");
      }

      @Override
      Subgraph inSubgraph(Subgraph wiring, int at) {
        List<Subgraph.Connection> wires = new ArrayList<>(wiring.connections());
        Subgraph.Connection wire = wires.get(at);
        if (before) {
          wires.set(at, new Subgraph.Connection(wire.block(), List.of(added.name())));
          wires.add(at, new Subgraph.Connection(added, wire.inputs()));
          return new Subgraph(wiring.inputs(), wires, wiring.outputs());
        }
        String name = wire.block().name();
        wires.add(at + 1, new Subgraph.Connection(added, List.of(name)));
        return reconnect(wiring, wires, at + 2, redirecting(wire.block(), added));
      }
    };
  }

  /** The same part of another name. */
  static NamedBlock renamed(NamedBlock part, String name) {
    return new NamedBlock(name, part.isGroup(), part.body());
  }

  /** Reads the other part instead; of one output each, whatever the two outputs are called. */
  private static UnaryOperator<String> redirecting(NamedBlock part, NamedBlock other) {
    List<String> before = part.body().outputNames();
    List<String> now = other.body().outputNames();
    boolean single = before.size() == 1 && now.size() == 1 && !before.equals(now);
    return reference -> {
      if (!Subgraph.blockName(reference).equals(part.name())) {
        return reference;
      }
      return single ? other.name() : other.name() + reference.substring(part.name().length());
    };
  }

  private static Subgraph reconnect(
      Subgraph wiring, List<Subgraph.Connection> wires, int from, UnaryOperator<String> reference) {
    ImmutableList.Builder<Subgraph.Connection> all = ImmutableList.builder();
    for (int i = 0; i < wires.size(); i++) {
      Subgraph.Connection wire = wires.get(i);
      all.add(
          i < from
              ? wire
              : new Subgraph.Connection(
                  wire.block(), wire.inputs().stream().map(reference).toList()));
    }
    return new Subgraph(
        wiring.inputs(),
        all.build(),
        wiring.outputs().stream()
            .map(o -> new Subgraph.Output(o.name(), reference.apply(o.source())))
            .toList());
  }

  /** The block of this path. */
  static BlockBody bodyAt(Network network, String path) {
    Optional<BlockBody> at = Optional.empty();
    for (String name : BlockPaths.names(path)) {
      List<NamedBlock> parts = at.map(BlockEdit::children).orElse(network.blocks());
      at = Optional.of(parts.get(index(parts, name)).body());
    }
    return at.orElseThrow();
  }

  private static List<NamedBlock> children(BlockBody block) {
    if (block instanceof Sequence seq) {
      return seq.blocks();
    }
    if (block instanceof Branches branches) {
      return ImmutableList.<NamedBlock>builder()
          .addAll(branches.branches())
          .add(branches.join())
          .build();
    }
    return block instanceof Layer
        ? List.of()
        : ((Subgraph) block).connections().stream().map(Subgraph.Connection::block).toList();
  }
}
