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
import net.jqwik.api.ShrinkingMode;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.format.NetworkFormat;

/**
 * Edits one after the other at random places of random nested graphs, with names that meet others:
 * each is refused in words, or what it keeps are the layers that were there, each once, which read
 * what they read.
 */
class RandomEditsTest {
  /** Names that edits, graphs and arms use themselves. */
  private static final List<String> NAMES = List.of("top", "in", "out", "o1", "x", "new", "l");

  /**
   * An edit and what must hold of it.
   *
   * @param away how many layers of the network it drops, where that is known
   * @param instead what the output of something new stands for among what is kept
   * @param start what the only input of the new network stands for; empty where inputs stay
   */
  private record Step(
      Edit edit, Optional<Long> away, Optional<String> instead, Optional<String> start) {}

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
  }

  @Property(
      tries = 400,
      seed = "20261124",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void whatAnEditKeepsIsWhatWasThere(@ForAll("seeds") long seed) {
    SplitMix64 random = new SplitMix64(seed);
    Network network =
        NestedGraphs.network(random)
            .head(globalAverage(), dense(3).named("x"), dense(2).named("o1"), softmax());
    for (int i = 0; i < 5 && !network.parts().isEmpty(); i++) {
      Step step = step(network, random);
      Edited edited;
      try {
        edited = step.edit().edit(network);
      } catch (DescriptionException e) {
        assertThat(e.getMessage()).endsWith(".").doesNotContain("null");
        continue;
      }
      check(network, step, edited);
      network = edited.network();
    }
  }

  private static Step step(Network network, SplitMix64 random) {
    List<String> places = List.copyOf(network.spans().keySet());
    String at = places.get(random.nextInt(places.size()));
    String other = places.get(random.nextInt(places.size()));
    String name =
        random.nextInt(2) == 0 ? NAMES.get(random.nextInt(NAMES.size())) : Paths.last(other);
    String read = network.spans().get(at).inputs().get(0);
    String given = network.given(at).get(0);
    long within = network.graph().nodes().stream().filter(n -> Paths.within(n.path(), at)).count();
    return switch (random.nextInt(8)) {
      case 0 -> kept(Edits.insertAfter(at, name, pieces(network, given)), 0, Optional.empty());
      case 1 -> kept(Edits.insertBefore(at, name, pieces(network, read)), 0, Optional.of(read));
      case 2 -> kept(Edits.rename(at, name), 0, Optional.empty());
      case 3 -> kept(Edits.replace(at, pieces(network, given)), within, Optional.of(given));
      case 4 -> new Step(Edits.cut(at), Optional.empty(), Optional.empty(), Optional.empty());
      case 5 ->
          new Step(Edits.take(at, other), Optional.empty(), Optional.empty(), Optional.of(read));
      case 6 ->
          new Step(
              Edits.dropLast(1 + random.nextInt(2)),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      default ->
          new Step(
              Edits.head(seq(globalAverage(), dense(3).named("x"), softmax()), List.of()),
              Optional.of(network.graph().nodes().stream().filter(Node::inHead).count()),
              Optional.empty(),
              Optional.empty());
    };
  }

  private static Step kept(Edit edit, long away, Optional<String> instead) {
    return new Step(edit, Optional.of(away), instead, Optional.empty());
  }

  /** What may stand behind a value without changing its shape. */
  private static Piece[] pieces(Network network, String value) {
    Shape shape = network.graph().shape(value);
    return shape.map()
        ? new Piece[] {conv(1, shape.channels()), relu()}
        : new Piece[] {dense(shape.channels()), scale(2)};
  }

  private static void check(Network before, Step step, Edited edited) {
    Network after = edited.network();
    assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(after))).isEqualTo(after);
    assertThat(edited.kept().values()).doesNotHaveDuplicates();
    step.away()
        .ifPresentOrElse(
            away -> assertThat(edited.kept()).hasSize((int) (before.graph().nodes().size() - away)),
            () -> assertThat(edited.kept()).hasSameSizeAs(after.graph().nodes()));
    Map<String, String> was = was(before, step, edited);
    for (Node node : after.graph().nodes()) {
      if (edited.kept().containsKey(node.name())) {
        Node old = before.graph().node(was.get(node.name()));
        assertThat(node.layer()).isEqualTo(old.layer());
        assertThat(node.inputs().stream().map(was::get).toList()).isEqualTo(old.inputs());
      }
    }
  }

  /** What each value of the new network was in the old one, or stands for. */
  private static Map<String, String> was(Network before, Step step, Edited edited) {
    Map<String, String> was = new HashMap<>(edited.kept());
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
