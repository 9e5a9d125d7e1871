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
import net.jqwik.api.Tag;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.Node;

/**
 * Cuts and slices at every layer and block of random nested graphs: each is either rejected with a
 * known message, or has layers that are equal and connected as in the whole network, so that they
 * compute the same values.
 */
class RandomCutsTest {
  private static final List<String> EXPECTED_ERRORS =
      List.of(
          "which has several inputs",
          "does not come after",
          "which has no layers",
          "which bypasses the start",
          "is passed through to an output",
          "is listed twice as an output");

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
  }

  @Property(
      tries = 50,
      seed = "20261125",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void cutsAndSlicesAreRejectedOrComputeTheSame(@ForAll("seeds") long seed) {
    check(seed);
  }

  @Property(
      tries = 200,
      seed = "20261126",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @Tag("slow")
  void cutsAndSlicesAreRejectedOrComputeTheSameInManyCases(@ForAll("seeds") long seed) {
    check(seed);
  }

  private static void check(long seed) {
    Network network = NestedGraphs.network(new SplitMix64(seed));
    if (network.graph().nodes().size() > 40) {
      return;
    }
    List<String> paths = List.copyOf(network.endpoints().keySet());
    SplitMix64 random = new SplitMix64(seed + 1);
    for (String end : paths) {
      assertSame(network, Edits.cut(end), Network.INPUT, end);
      String start = paths.get(random.nextInt(paths.size()));
      assertSame(
          network, Edits.slice(start, end), network.endpoints().get(start).inputs().get(0), end);
    }
  }

  /** Asserts that each layer is equal to, and has the same inputs as, one of the whole network. */
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
    Map<String, String> origin = new HashMap<>(edited.unchangedLayers());
    origin.put(part.graph().input(), start);
    for (Node node : part.graph().nodes()) {
      Node whole = network.graph().node(origin.get(node.name()));
      assertThat(node.layer()).isEqualTo(whole.layer());
      assertThat(node.inputs().stream().map(origin::get).toList()).isEqualTo(whole.inputs());
    }
    assertThat(part.graph().outputs().stream().map(origin::get).toList())
        .isEqualTo(outputsOf(network, end));
  }

  /**
   * Returns the outputs of a block that it computes itself; all outputs if there are no such, or if
   * the block is the end of the network.
   */
  private static List<String> outputsOf(Network network, String end) {
    List<String> all = network.endpoints().get(end).outputs().stream().distinct().toList();
    if (all.equals(network.graph().outputs())) {
      return all;
    }
    List<String> computed =
        all.stream()
            .filter(tensor -> network.graph().contains(tensor))
            .filter(tensor -> BlockPaths.isWithin(network.graph().node(tensor).path(), end))
            .toList();
    return computed.isEmpty() ? all : computed;
  }
}
