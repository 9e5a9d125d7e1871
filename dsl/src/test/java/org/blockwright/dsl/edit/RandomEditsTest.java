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
 * Edits one after the other at random places of random nested graphs, with names that meet others:
 * each is refused in words, or what it keeps are the layers that were there, each once, which read
 * what they read.
 */
class RandomEditsTest {
  /** Names that edits, graphs and arms use themselves. */
  private static final List<String> NAMES = List.of("top", "in", "out", "o1", "x", "new", "l");

  private static final String NAME = "is used twice";
  private static final String HEAD = "is reserved for the head";
  private static final String VERTEX = "be the vertex";
  private static final String INPUTS = "takes one input, got 2";

  /** Why an edit may be refused, by its kind; a cut never is. */
  private static final Map<String, List<String>> EXPECTED_ERRORS =
      Map.of(
          "insertAfter",
          List.of(NAME, HEAD, VERTEX, "gives several outputs", "already has a head"),
          "insertBefore",
          List.of(NAME, HEAD, VERTEX, "takes several inputs"),
          "rename",
          List.of(NAME, HEAD, VERTEX),
          "replace",
          List.of(INPUTS, "needs 2 inputs", "needs a vector", "need a layer that joins", VERTEX),
          "replace several",
          List.of(INPUTS, "has no such output", "reads several", "needs 2 inputs"),
          "cut",
          List.of(),
          "take",
          List.of(
              "begins at one",
              "does not come behind",
              "holds no layers",
              "and past it",
              "passed through to an output"),
          "dropLast",
          List.of("so dropLast needs a number"),
          "head",
          List.of(INPUTS, "needs a feature map"));

  /**
   * An edit and what must hold of it.
   *
   * @param kind its name
   * @param away how many layers of the network it drops, where that is known
   * @param instead what the output of something new stands for among what is kept
   * @param start what the only input of the new network stands for; empty where inputs stay
   */
  private record Step(
      String kind,
      Edit edit,
      Optional<Long> away,
      Optional<String> instead,
      Optional<String> start) {
    static Step of(String kind, Edit edit) {
      return new Step(kind, edit, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Step away(long layers) {
      return new Step(kind, edit, Optional.of(layers), instead, start);
    }

    Step instead(String value) {
      return new Step(kind, edit, away, Optional.of(value), start);
    }

    Step start(String value) {
      return new Step(kind, edit, away, instead, Optional.of(value));
    }
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().withDistribution(RandomDistribution.uniform());
  }

  @Property(
      tries = 300,
      seed = "20261124",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void whatAnEditKeepsIsWhatWasThere(@ForAll("seeds") long seed) {
    check(seed);
  }

  @Property(
      tries = 5000,
      seed = "20261125",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  @Tag("slow")
  void whatAnEditKeepsIsWhatWasThereInThousands(@ForAll("seeds") long seed) {
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
    List<String> places = List.copyOf(network.endpoints().keySet());
    String at = places.get(random.nextInt(places.size()));
    String other = places.get(random.nextInt(places.size()));
    String name =
        switch (random.nextInt(3)) {
          case 0 -> NAMES.get(random.nextInt(NAMES.size()));
          case 1 -> BlockPaths.lastName(at);
          default -> BlockPaths.lastName(other);
        };
    String read = network.endpoints().get(at).inputs().get(0);
    String given = network.outputNames(at).get(0);
    long within =
        network.graph().nodes().stream().filter(n -> BlockPaths.isWithin(n.path(), at)).count();
    Block[] behind = randomBlocks(network, given);
    Block[] before = randomBlocks(network, read);
    boolean several = network.endpoints().get(at).outputs().size() > 1;
    String replacing = several ? "replace several" : "replace";
    // Half of the time a network without a head gets one, so that heads are cut again.
    int kind = network.hasHead() || random.nextInt(2) == 0 ? random.nextInt(8) : 7;
    return switch (kind) {
      case 0 -> Step.of("insertAfter", Edits.insertAfter(at, name, behind)).away(0);
      case 1 -> Step.of("insertBefore", Edits.insertBefore(at, name, before)).away(0).instead(read);
      case 2 -> Step.of("rename", Edits.rename(at, name)).away(0);
      case 3 -> Step.of(replacing, Edits.replace(at, behind)).away(within).instead(given);
      case 4 -> Step.of("cut", Edits.cut(at));
      case 5 -> Step.of("take", Edits.slice(at, other)).start(read);
      case 6 -> Step.of("dropLast", Edits.dropLast(1 + random.nextInt(2)));
      default ->
          Step.of("head", Edits.head(seq(globalAverage(), dense(3), softmax()), List.of()))
              .away(network.graph().nodes().stream().filter(Node::isInHead).count());
    };
  }

  /** What may stand behind a value without changing its shape. */
  private static Block[] randomBlocks(Network network, String value) {
    Shape shape = network.graph().shape(value);
    return shape.isFeatureMap()
        ? new Block[] {conv(shape.channels(), 1).named("p"), relu().named("q")}
        : new Block[] {dense(shape.channels()).named("p"), scale(2).named("q")};
  }

  private static void check(Network before, Step step, EditResult edited) {
    Network after = edited.network();
    assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(after))).isEqualTo(after);
    assertThat(edited.unchangedLayers().values()).doesNotHaveDuplicates();
    step.away()
        .ifPresentOrElse(
            away ->
                assertThat(edited.unchangedLayers())
                    .hasSize((int) (before.graph().nodes().size() - away)),
            () -> assertThat(edited.unchangedLayers()).hasSameSizeAs(after.graph().nodes()));
    Map<String, String> was = expectedLayers(before, step, edited);
    for (Node node : after.graph().nodes()) {
      if (edited.unchangedLayers().containsKey(node.name())) {
        Node old = before.graph().node(was.get(node.name()));
        assertThat(node.layer()).isEqualTo(old.layer());
        assertThat(node.inputs().stream().map(was::get).toList()).isEqualTo(old.inputs());
      }
    }
  }

  /** What each value of the new network was in the old one, or stands for. */
  private static Map<String, String> expectedLayers(Network before, Step step, EditResult edited) {
    Map<String, String> was = new HashMap<>(edited.unchangedLayers());
    List<String> inputs = List.copyOf(edited.network().graph().inputs().keySet());
    inputs.forEach(input -> was.put(input, step.start().orElse(input)));
    for (Node node : edited.network().graph().nodes()) {
      if (!was.containsKey(node.name())) {
        // Something new stands for what was given in its place, or else for what it reads.
        was.put(node.name(), step.instead().orElseGet(() -> was.get(node.input())));
      }
    }
    return was;
  }
}
