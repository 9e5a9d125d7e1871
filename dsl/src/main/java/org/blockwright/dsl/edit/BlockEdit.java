package org.blockwright.dsl.edit;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.OutputSettings;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Branches;
import org.blockwright.dsl.layer.Layer;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Sequence;
import org.blockwright.dsl.layer.Subgraph;

/**
 * A change of one block, which may be in a sequence, a branch, the merge layer of branches or a
 * graph.
 */
abstract class BlockEdit {
  /** Returns the blocks of a sequence after the change of the one at {@code index}. */
  abstract List<NamedBlock> inSequence(List<NamedBlock> blocks, int index);

  /** Returns a branch after its change. */
  abstract NamedBlock inBranch(NamedBlock branch);

  /** Returns branches after the change of their merge layer. */
  abstract Branches inJoin(Branches branches);

  /** Returns a graph after the change of the block at {@code index}. */
  abstract Subgraph inSubgraph(Subgraph subgraph, int index);

  Network applyTo(Network network, String path) {
    Network changed =
        network
            .withOutputSettings(Map.of())
            .withBlocks(change(network.blocks(), BlockPaths.names(path)));
    return changed.withOutputSettings(settings(network, changed.graph().outputs()));
  }

  /** The settings of the outputs, which stay in their order if their layers get other names. */
  private static Map<String, OutputSettings> settings(Network network, List<String> outputs) {
    List<String> old = network.graph().outputs();
    Map<String, OutputSettings> settings = new LinkedHashMap<>();
    network
        .outputSettings()
        .forEach(
            (name, value) -> {
              int index = old.size() == outputs.size() ? old.indexOf(name) : -1;
              settings.put(index < 0 ? name : outputs.get(index), value);
            });
    return settings;
  }

  private List<NamedBlock> change(List<NamedBlock> blocks, List<String> path) {
    List<NamedBlock> all = new ArrayList<>(blocks);
    int index = index(blocks, path.get(0));
    if (path.size() == 1) {
      List<NamedBlock> changed = inSequence(all, index);
      Checks.requireUnique(changed.stream().map(NamedBlock::name).toList());
      return changed;
    }
    all.set(index, changeInner(all.get(index), path));
    return all;
  }

  private static int index(List<NamedBlock> blocks, String name) {
    return blocks.stream().map(NamedBlock::name).toList().indexOf(name);
  }

  private NamedBlock changeInner(NamedBlock block, List<String> path) {
    return new NamedBlock(
        block.name(), block.isGroup(), change(block.body(), path.subList(1, path.size())));
  }

  private BlockBody change(BlockBody body, List<String> path) {
    if (body instanceof Sequence seq) {
      return new Sequence(change(seq.blocks(), path));
    }
    if (body instanceof Branches branches) {
      int index = index(branches.branches(), path.get(0));
      if (index < 0) {
        return inJoin(branches);
      }
      List<NamedBlock> changed = new ArrayList<>(branches.branches());
      NamedBlock branch = changed.get(index);
      changed.set(index, path.size() == 1 ? inBranch(branch) : changeInner(branch, path));
      return new Branches(branches.merge(), changed);
    }
    Subgraph subgraph = (Subgraph) body;
    int index =
        index(
            subgraph.connections().stream().map(Subgraph.Connection::block).toList(), path.get(0));
    if (path.size() == 1) {
      return inSubgraph(subgraph, index);
    }
    List<Subgraph.Connection> connections = new ArrayList<>(subgraph.connections());
    Subgraph.Connection connection = connections.get(index);
    NamedBlock changed = changeInner(connection.block(), path);
    connections.set(index, new Subgraph.Connection(changed, connection.inputs()));
    // The output names of a sequence are those of its last block, which may have changed.
    return reconnect(subgraph, connections, index + 1, redirecting(connection.block(), changed));
  }

  /** Replaces a block; inputs and consumers stay connected. */
  static BlockEdit replacement(UnaryOperator<NamedBlock> change) {
    return new BlockEdit() {
      @Override
      List<NamedBlock> inSequence(List<NamedBlock> blocks, int index) {
        blocks.set(index, change.apply(blocks.get(index)));
        return blocks;
      }

      @Override
      NamedBlock inBranch(NamedBlock branch) {
        return change.apply(branch);
      }

      @Override
      Branches inJoin(Branches branches) {
        return new Branches(change.apply(branches.merge()), branches.branches());
      }

      @Override
      Subgraph inSubgraph(Subgraph subgraph, int index) {
        List<Subgraph.Connection> connections = new ArrayList<>(subgraph.connections());
        Subgraph.Connection connection = connections.get(index);
        NamedBlock block = change.apply(connection.block());
        connections.set(index, new Subgraph.Connection(block, connection.inputs()));
        return reconnect(subgraph, connections, index + 1, redirecting(connection.block(), block));
      }
    };
  }

  /** Removes a block; its consumers get its input. */
  static BlockEdit removal() {
    return new BlockEdit() {
      @Override
      List<NamedBlock> inSequence(List<NamedBlock> blocks, int index) {
        blocks.remove(index);
        return blocks;
      }

      @Override
      NamedBlock inBranch(NamedBlock branch) {
        return new NamedBlock(branch.name(), branch.isGroup(), new Sequence(List.of()));
      }

      @Override
      Branches inJoin(Branches branches) {
        throw new IllegalStateException("a merge layer has several inputs");
      }

      @Override
      Subgraph inSubgraph(Subgraph subgraph, int index) {
        List<Subgraph.Connection> connections = new ArrayList<>(subgraph.connections());
        Subgraph.Connection removed = connections.remove(index);
        String input = removed.inputs().get(0);
        return reconnect(
            subgraph,
            connections,
            index,
            reference ->
                Subgraph.blockName(reference).equals(removed.block().name()) ? input : reference);
      }
    };
  }

  /** Inserts a new block before or after an existing one. */
  static BlockEdit insertion(NamedBlock added, boolean before) {
    return new BlockEdit() {
      @Override
      List<NamedBlock> inSequence(List<NamedBlock> blocks, int index) {
        blocks.add(before ? index : index + 1, added);
        return blocks;
      }

      @Override
      NamedBlock inBranch(NamedBlock branch) {
        // A branch that is a sequence keeps its paths; any other becomes a sequence of two blocks.
        boolean isSequence = branch.body() instanceof Sequence;
        List<NamedBlock> blocks =
            new ArrayList<>(isSequence ? ((Sequence) branch.body()).blocks() : List.of(branch));
        blocks.add(before ? 0 : blocks.size(), added);
        return new NamedBlock(
            branch.name(), isSequence ? branch.isGroup() : true, new Sequence(blocks));
      }

      @Override
      Branches inJoin(Branches branches) {
        throw new IllegalStateException(
            "a block after a merge layer is inserted after its branches");
      }

      @Override
      Subgraph inSubgraph(Subgraph subgraph, int index) {
        List<Subgraph.Connection> connections = new ArrayList<>(subgraph.connections());
        Subgraph.Connection connection = connections.get(index);
        if (before) {
          connections.set(
              index, new Subgraph.Connection(connection.block(), List.of(added.name())));
          connections.add(index, new Subgraph.Connection(added, connection.inputs()));
          return new Subgraph(subgraph.inputs(), connections, subgraph.outputs());
        }
        String name = connection.block().name();
        connections.add(index + 1, new Subgraph.Connection(added, List.of(name)));
        return reconnect(subgraph, connections, index + 2, redirecting(connection.block(), added));
      }
    };
  }

  static NamedBlock renamed(NamedBlock block, String name) {
    return new NamedBlock(name, block.isGroup(), block.body());
  }

  /**
   * Returns a function that turns references to one block into references to another. If each has a
   * single output, the name of the output does not matter.
   */
  private static UnaryOperator<String> redirecting(NamedBlock from, NamedBlock to) {
    List<String> fromOutputs = from.body().outputNames();
    List<String> toOutputs = to.body().outputNames();
    boolean single =
        fromOutputs.size() == 1 && toOutputs.size() == 1 && !fromOutputs.equals(toOutputs);
    return reference -> {
      if (!Subgraph.blockName(reference).equals(from.name())) {
        return reference;
      }
      return single ? to.name() : to.name() + reference.substring(from.name().length());
    };
  }

  /** Changes the references of the outputs and of the connections from an index on. */
  private static Subgraph reconnect(
      Subgraph subgraph,
      List<Subgraph.Connection> connections,
      int start,
      UnaryOperator<String> reference) {
    ImmutableList.Builder<Subgraph.Connection> all = ImmutableList.builder();
    for (int i = 0; i < connections.size(); i++) {
      Subgraph.Connection connection = connections.get(i);
      all.add(
          i < start
              ? connection
              : new Subgraph.Connection(
                  connection.block(), connection.inputs().stream().map(reference).toList()));
    }
    return new Subgraph(
        subgraph.inputs(),
        all.build(),
        subgraph.outputs().stream()
            .map(o -> new Subgraph.Output(o.name(), reference.apply(o.source())))
            .toList());
  }

  /** Returns the body of the block with this path. */
  static BlockBody bodyAt(Network network, String path) {
    Optional<BlockBody> body = Optional.empty();
    for (String name : BlockPaths.names(path)) {
      List<NamedBlock> blocks = body.map(BlockEdit::children).orElse(network.blocks());
      body = Optional.of(blocks.get(index(blocks, name)).body());
    }
    return body.orElseThrow();
  }

  private static List<NamedBlock> children(BlockBody body) {
    if (body instanceof Sequence seq) {
      return seq.blocks();
    }
    if (body instanceof Branches branches) {
      return ImmutableList.<NamedBlock>builder()
          .addAll(branches.branches())
          .add(branches.merge())
          .build();
    }
    return body instanceof Layer
        ? List.of()
        : ((Subgraph) body).connections().stream().map(Subgraph.Connection::block).toList();
  }
}
