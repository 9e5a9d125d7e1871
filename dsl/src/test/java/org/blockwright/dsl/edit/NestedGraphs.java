package org.blockwright.dsl.edit;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Wiring;

/** Random networks of graphs within graphs, sequences and branches. */
final class NestedGraphs {
  private NestedGraphs() {}

  /** Two blocks of one input; the second may hand on what the first gives, and more. */
  static Network network(SplitMix64 random) {
    for (; ; ) {
      try {
        Network start = Network.named("n").input(2, 2, 2);
        int between = 1 + random.nextInt(2);
        return start
            .plus(new Part("b0", false, graph(random, 2 + random.nextInt(2), 1, between)))
            .plus(new Part("b1", random.nextInt(2) == 0, graph(random, 2, between, 1)));
      } catch (DescriptionException e) {
        // An input that leads nowhere, for instance: the next one.
      }
    }
  }

  private static Block piece(SplitMix64 random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 3)) {
      case 0 -> Layers.conv(1, 2);
      case 1 -> Layers.relu();
      case 2 -> Layers.scale(1.5);
      case 3 -> Layers.seq(part("p", random, depth - 1), part("q", random, depth - 1));
      case 4 -> Layers.branches(Layers.add(), part("l", random, depth - 1), Layers.arm());
      default -> graph(random, depth - 1, 1, 1);
    };
  }

  private static Part part(String name, SplitMix64 random, int depth) {
    return new Part(name, false, piece(random, depth));
  }

  /** A graph of which every part is read: what nobody read otherwise is added up in the end. */
  private static Wiring graph(SplitMix64 random, int depth, int inputs, int outputs) {
    List<String> in = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      in.add("i" + i);
    }
    List<String> all = new ArrayList<>(in);
    List<String> open = new ArrayList<>(in);
    List<Wiring.Wire> wires = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      int kind = random.nextInt(depth > 0 ? 3 : 2);
      List<String> reads = new ArrayList<>(List.of(all.get(random.nextInt(all.size()))));
      if (kind > 0) {
        reads.add(all.get(random.nextInt(all.size())));
      }
      Block block =
          switch (kind) {
            case 0 -> piece(random, depth - 1);
            case 1 -> Layers.add();
            default -> graph(random, depth - 1, 2, 1 + random.nextInt(2));
          };
      String name = "w" + i;
      wires.add(new Wiring.Wire(new Part(name, false, block), reads));
      open.removeAll(reads);
      List<String> ports = block.outputNames();
      List<String> made =
          ports.size() == 1 && random.nextInt(3) > 0
              ? List.of(name)
              : ports.stream().map(p -> name + ":" + p).toList();
      all.addAll(made);
      open.addAll(made);
    }
    while (open.size() > outputs) {
      String name = "j" + open.size();
      Part join = new Part(name, false, Layers.add());
      wires.add(new Wiring.Wire(join, List.of(open.remove(0), open.remove(0))));
      open.add(name);
    }
    while (open.size() < outputs) {
      open.add(0, all.get(random.nextInt(all.size())));
    }
    // Names that meet those within: an output called as another place is no rare thing.
    List<Wiring.Output> ends = new ArrayList<>();
    List<String> names = random.nextInt(2) == 0 ? List.of("o0", "o1") : List.of("o1", "x");
    for (int i = 0; i < outputs; i++) {
      ends.add(new Wiring.Output(names.get(i), open.get(i)));
    }
    return new Wiring(in, wires, ends);
  }
}
