package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.scale;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Shape;

/**
 * Random edits in sequence at random layers and blocks of random nested graphs, with names that may
 * be taken: each is either rejected with a known message, or its unchanged layers are equal to and
 * connected like different layers of the network before.
 */
class RandomEditsTest {
  /** Names that also occur in edits, graphs and branches. */
  private static final List<String> NAMES = List.of("top", "in", "out", "o1", "x", "new", "l");

  private static final String NAME = "is used twice";
  private static final String HEAD = "is reserved for the head";
  private static final String VERTEX = "be the vertex";
  private static final String INPUTS = "takes one input, got 2";

  /** The messages with which an edit may be rejected, by its kind; a cut is never rejected. */
  private static final Map<String, List<String>> EXPECTED_ERRORS =
      Map.of(
          "insertAfter",
          List.of(NAME, HEAD, VERTEX, "since it has several outputs", "already has a head"),
          "insertBefore",
          List.of(NAME, HEAD, VERTEX, "since it has several inputs"),
          "rename",
          List.of(NAME, HEAD, VERTEX),
          "replace",
          List.of(INPUTS, "needs 2 inputs", "needs a vector", "needs a layer that merges", VERTEX),
          "replace several",
          List.of(INPUTS, "has no such output", "which has several outputs", "needs 2 inputs"),
          "cut",
          List.of(),
          "slice",
          List.of(
              "which has several inputs",
              "does not come after",
              "which has no layers",
              "which bypasses the start",
              "passed through to an output"),
          "dropLast",
          List.of("dropLast(n) needs n from"),
          "head",
          List.of(INPUTS, "needs a feature map"));

  /**
   * An edit and what must hold for its result.
   *
   * @param kind name of the edit
   * @param removed number of layers that it removes, if known
   * @param replaced tensor that the output of a new block replaces
   * @param start tensor that the only input of the new network replaces; empty if inputs stay
   */
  private record Step(
      String kind,
      Edit edit,
      Optional<Long> removed,
      Optional<String> replaced,
      Optional<String> start) {
    static Step of(String kind, Edit edit) {
      return new Step(kind, edit, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Step removed(long layers) {
      return new Step(kind, edit, Optional.of(layers), replaced, start);
    }

    Step replaced(String tensor) {
      return new Step(kind, edit, removed, Optional.of(tensor), start);
    }

    Step start(String tensor) {
      return new Step(kind, edit, removed, replaced, Optional.of(tensor));
    }
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
  }

  @Property(
      tries = 100,
      seed = "20261124",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void unchangedLayersStayEqualAndConnected(@ForAll("seeds") long seed) {
    check(seed);
  }

  @Property(
      tries = 1500,
      seed = "20261125",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @Tag("slow")
  void unchangedLayersStayEqualAndConnectedInManyCases(@ForAll("seeds") long seed) {
    check(seed);
  }

  @Property(
      tries = 5000,
      seed = "20261126",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @Tag("soak")
  void unchangedLayersStayEqualAndConnectedInThousandsOfCases(@ForAll("seeds") long seed) {
    check(seed);
  }

  private static void check(long seed) {
    SplitMix64 random = new SplitMix64(seed);
    Network network =
        NestedGraphs.network(random)
            .head(globalAverage(), dense(3).named("x"), dense(2).named("o1"), softmax());
    for (int i = 0; i < 8 && !network.blocks().isEmpty(); i++) {
      Step step = step(network, random);
      EditResult edited;
      try {
        edited = step.edit().edit(network);
      } catch (DescriptionException e) {
        assertThat(EXPECTED_ERRORS.get(step.kind()))
            .as(step.kind() + ": " + e.getMessage())
            .anyMatch(e.getMessage()::contains);
        continue;
      }
      check(network, step, edited);
      network = edited.network();
    }
  }

  private static Step step(Network network, SplitMix64 random) {
    List<String> paths = List.copyOf(network.endpoints().keySet());
    String path = paths.get(random.nextInt(paths.size()));
    String other = paths.get(random.nextInt(paths.size()));
    String name =
        switch (random.nextInt(3)) {
          case 0 -> NAMES.get(random.nextInt(NAMES.size()));
          case 1 -> BlockPaths.lastName(path);
          default -> BlockPaths.lastName(other);
        };
    String input = network.endpoints().get(path).inputs().get(0);
    String output = network.outputNames(path).get(0);
    long within =
        network.graph().nodes().stream().filter(n -> BlockPaths.isWithin(n.path(), path)).count();
    Block[] after = blocksOfSameShape(network, output);
    Block[] before = blocksOfSameShape(network, input);
    boolean several = network.endpoints().get(path).outputs().size() > 1;
    String replacing = several ? "replace several" : "replace";
    // A network without a head gets one half of the time, so that there are heads to cut.
    int kind = network.hasHead() || random.nextInt(2) == 0 ? random.nextInt(8) : 7;
    return switch (kind) {
      case 0 -> Step.of("insertAfter", Edits.insertAfter(path, name, after)).removed(0);
      case 1 ->
          Step.of("insertBefore", Edits.insertBefore(path, name, before))
              .removed(0)
              .replaced(input);
      case 2 -> Step.of("rename", Edits.rename(path, name)).removed(0);
      case 3 -> Step.of(replacing, Edits.replace(path, after)).removed(within).replaced(output);
      case 4 -> Step.of("cut", Edits.cut(path));
      case 5 -> Step.of("slice", Edits.slice(path, other)).start(input);
      case 6 -> Step.of("dropLast", Edits.dropLast(1 + random.nextInt(2)));
      default ->
          Step.of("head", Edits.head(seq(globalAverage(), dense(3), softmax()), List.of()))
              .removed(network.graph().nodes().stream().filter(Node::isInHead).count());
    };
  }

  /** Returns blocks that keep the shape of a tensor. */
  private static Block[] blocksOfSameShape(Network network, String tensor) {
    Shape shape = network.graph().shape(tensor);
    return shape.isFeatureMap()
        ? new Block[] {conv(shape.channels(), 1).named("p"), relu().named("q")}
        : new Block[] {dense(shape.channels()).named("p"), scale(2).named("q")};
  }

  private static void check(Network before, Step step, EditResult edited) {
    Network after = edited.network();
    assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(after))).isEqualTo(after);
    assertThat(edited.unchangedLayers().values()).doesNotHaveDuplicates();
    step.removed()
        .ifPresentOrElse(
            removed ->
                assertThat(edited.unchangedLayers())
                    .hasSize((int) (before.graph().nodes().size() - removed)),
            () -> assertThat(edited.unchangedLayers()).hasSameSizeAs(after.graph().nodes()));
    Map<String, String> origin = origins(before, step, edited);
    for (Node node : after.graph().nodes()) {
      if (edited.unchangedLayers().containsKey(node.name())) {
        Node old = before.graph().node(origin.get(node.name()));
        assertThat(node.layer()).isEqualTo(old.layer());
        assertThat(node.inputs().stream().map(origin::get).toList()).isEqualTo(old.inputs());
      }
    }
  }

  /** Maps each tensor of the new network to the tensor of the old one that it is or replaces. */
  private static Map<String, String> origins(Network before, Step step, EditResult edited) {
    Map<String, String> origin = new HashMap<>(edited.unchangedLayers());
    List<String> inputs = List.copyOf(edited.network().graph().inputs().keySet());
    inputs.forEach(input -> origin.put(input, step.start().orElse(input)));
    for (Node node : edited.network().graph().nodes()) {
      if (!origin.containsKey(node.name())) {
        // The output of a new block replaces the given tensor, or else its own input.
        origin.put(node.name(), step.replaced().orElseGet(() -> origin.get(node.input())));
      }
    }
    return origin;
  }
}
