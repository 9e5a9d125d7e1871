package org.blockwright.dsl.edit;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Subgraph;

/** Random networks of nested graphs, sequences and branches. */
final class NestedGraphs {
  private NestedGraphs() {}

  /** Returns a network of two blocks with one input and one or two tensors between them. */
  static Network network(SplitMix64 random) {
    for (; ; ) {
      try {
        Network start = Network.named("n").input(2, 2, 2);
        int between = 1 + random.nextInt(2);
        return start
            .add(
                new NamedBlock(
                    "b0", false, randomSubgraph(random, 2 + random.nextInt(2), 1, between)))
            .add(
                new NamedBlock(
                    "b1", random.nextInt(2) == 0, randomSubgraph(random, 2, between, 1)));
      } catch (DescriptionException e) {
        // Not a valid network, for instance with an unused input: try another one.
      }
    }
  }

  private static BlockBody randomBody(SplitMix64 random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 3)) {
      case 0 -> Layers.conv(2, 1);
      case 1 -> Layers.relu();
      case 2 -> Layers.scale(1.5);
      case 3 ->
          Layers.seq(randomBlock("p", random, depth - 1), randomBlock("q", random, depth - 1));
      case 4 ->
          Layers.branches(Layers.add(), randomBlock("l", random, depth - 1), Layers.identity());
      default -> randomSubgraph(random, depth - 1, 1, 1);
    };
  }

  private static NamedBlock randomBlock(String name, SplitMix64 random, int depth) {
    return new NamedBlock(name, false, randomBody(random, depth));
  }

  /** Returns a graph without unused blocks: outputs that no other block takes are added up. */
  private static Subgraph randomSubgraph(SplitMix64 random, int depth, int inputs, int outputs) {
    List<String> in = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      in.add("i" + i);
    }
    List<String> all = new ArrayList<>(in);
    List<String> unused = new ArrayList<>(in);
    List<Subgraph.Connection> connections = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      int kind = random.nextInt(depth > 0 ? 3 : 2);
      List<String> blockInputs = new ArrayList<>(List.of(all.get(random.nextInt(all.size()))));
      if (kind > 0) {
        blockInputs.add(all.get(random.nextInt(all.size())));
      }
      BlockBody block =
          switch (kind) {
            case 0 -> randomBody(random, depth - 1);
            case 1 -> Layers.add();
            default -> randomSubgraph(random, depth - 1, 2, 1 + random.nextInt(2));
          };
      String name = "w" + i;
      connections.add(new Subgraph.Connection(new NamedBlock(name, false, block), blockInputs));
      unused.removeAll(blockInputs);
      List<String> ports = block.outputNames();
      List<String> created =
          ports.size() == 1 && random.nextInt(3) > 0
              ? List.of(name)
              : ports.stream().map(p -> name + ":" + p).toList();
      all.addAll(created);
      unused.addAll(created);
    }
    while (unused.size() > outputs) {
      String name = "j" + unused.size();
      NamedBlock sum = new NamedBlock(name, false, Layers.add());
      connections.add(new Subgraph.Connection(sum, List.of(unused.remove(0), unused.remove(0))));
      unused.add(name);
    }
    while (unused.size() < outputs) {
      unused.add(0, all.get(random.nextInt(all.size())));
    }
    // Output names that also occur as names of inner blocks are part of the test.
    List<Subgraph.Output> ends = new ArrayList<>();
    List<String> names = random.nextInt(2) == 0 ? List.of("o0", "o1") : List.of("o1", "x");
    for (int i = 0; i < outputs; i++) {
      ends.add(new Subgraph.Output(names.get(i), unused.get(i)));
    }
    return new Subgraph(in, connections, ends);
  }
}
