package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Wiring;
import org.blockwright.dsl.format.NetworkFormat;

/**
 * Cuts and takes at every place of random nested graphs: either refused in words that say why, or
 * made of the same layers that read the same, so that the values are those of the whole.
 */
class RandomCutsTest {
  private static final List<String> REFUSALS =
      List.of(
          "what is taken begins at one",
          "does not come behind",
          "holds no layers",
          "and past it",
          "is given out as it is",
          "is given out twice");

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
  }

  @Property(
      tries = 200,
      seed = "20261126",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void aCutOrATakeIsRefusedOrGivesTheValuesOfTheWhole(@ForAll("seeds") long seed) {
    check(seed);
  }

  private static void check(long seed) {
    Network network = network(new SplitMix64(seed));
    if (network.graph().nodes().size() > 40) {
      return;
    }
    List<String> places = List.copyOf(network.spans().keySet());
    SplitMix64 random = new SplitMix64(seed + 1);
    for (String end : places) {
      same(network, Edits.cut(end), Network.INPUT, end);
      String start = places.get(random.nextInt(places.size()));
      same(network, Edits.take(start, end), network.spans().get(start).inputs().get(0), end);
    }
  }

  /** Every layer is one of the whole that reads the same, so that it has the same values. */
  private static void same(Network network, Edit edit, String start, String end) {
    Edited edited;
    try {
      edited = edit.edit(network);
    } catch (DescriptionException e) {
      assertThat(REFUSALS).as(e.getMessage()).anyMatch(e.getMessage()::contains);
      return;
    }
    Network part = edited.network();
    assertThat(NetworkFormat.parse("part.yaml", NetworkFormat.toYaml(part))).isEqualTo(part);
    assertThat(part.graph().inputs()).hasSize(1);
    Map<String, String> was = new HashMap<>(edited.kept());
    was.put(part.graph().input(), start);
    for (Node node : part.graph().nodes()) {
      Node whole = network.graph().node(was.get(node.name()));
      assertThat(node.layer()).isEqualTo(whole.layer());
      assertThat(node.inputs().stream().map(was::get).toList()).isEqualTo(whole.inputs());
    }
    assertThat(part.graph().outputs().stream().map(was::get).toList())
        .isEqualTo(given(network, end));
  }

  /**
   * What a block gives, without what it only hands on, unless that is all, or the network's end.
   */
  private static List<String> given(Network network, String end) {
    List<String> all = network.spans().get(end).outputs().stream().distinct().toList();
    if (all.equals(network.graph().outputs())) {
      return all;
    }
    List<String> own = new ArrayList<>(all);
    own.removeAll(network.spans().get(end).inputs());
    return own.isEmpty() ? all : own;
  }

  /** Two blocks of one input; the second may hand on what the first gives, and more. */
  private static Network network(SplitMix64 random) {
    for (; ; ) {
      try {
        Network start = Network.named("n").input(2, 2, 2);
        int between = 1 + random.nextInt(2);
        return start
            .plus(new Part("b0", false, graph(random, 2, 1, between)))
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
          ports.size() == 1 ? List.of(name) : ports.stream().map(p -> name + ":" + p).toList();
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
