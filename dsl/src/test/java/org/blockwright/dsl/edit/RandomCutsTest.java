package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.Node;

/**
 * Cuts and takes at every place of random nested graphs: either refused in words that say why, or
 * made of the same layers that read the same, so that the values are those of the whole.
 */
class RandomCutsTest {
  private static final List<String> EXPECTED_ERRORS =
      List.of(
          "what is taken begins at one",
          "does not come behind",
          "holds no layers",
          "and past it",
          "is passed through to an output",
          "is listed twice as an output");

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
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
    Network network = NestedGraphs.network(new SplitMix64(seed));
    if (network.graph().nodes().size() > 40) {
      return;
    }
    List<String> places = List.copyOf(network.endpoints().keySet());
    SplitMix64 random = new SplitMix64(seed + 1);
    for (String end : places) {
      assertSame(network, Edits.cut(end), Network.INPUT, end);
      String start = places.get(random.nextInt(places.size()));
      assertSame(
          network, Edits.slice(start, end), network.endpoints().get(start).inputs().get(0), end);
    }
  }

  /** Every layer is one of the whole that reads the same, so that it has the same values. */
  private static void assertSame(Network network, Edit edit, String start, String end) {
    EditResult edited;
    try {
      edited = edit.edit(network);
    } catch (DescriptionException e) {
      assertThat(EXPECTED_ERRORS).as(e.getMessage()).anyMatch(e.getMessage()::contains);
      return;
    }
    Network part = edited.network();
    assertThat(NetworkFormat.parse("part.yaml", NetworkFormat.toYaml(part))).isEqualTo(part);
    assertThat(part.graph().inputs()).hasSize(1);
    Map<String, String> was = new HashMap<>(edited.unchangedLayers());
    was.put(part.graph().input(), start);
    for (Node node : part.graph().nodes()) {
      Node whole = network.graph().node(was.get(node.name()));
      assertThat(node.layer()).isEqualTo(whole.layer());
      assertThat(node.inputs().stream().map(was::get).toList()).isEqualTo(whole.inputs());
    }
    assertThat(part.graph().outputs().stream().map(was::get).toList())
        .isEqualTo(outputsOf(network, end));
  }

  /**
   * What a block gives, without what it only hands on, unless that is all, or the network's end.
   */
  private static List<String> outputsOf(Network network, String end) {
    List<String> all = network.endpoints().get(end).outputs().stream().distinct().toList();
    if (all.equals(network.graph().outputs())) {
      return all;
    }
    List<String> own =
        all.stream()
            .filter(value -> network.graph().contains(value))
            .filter(value -> BlockPaths.isWithin(network.graph().node(value).path(), end))
            .toList();
    return own.isEmpty() ? all : own;
  }
}
