package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.blockwright.weights.GoldenWeights.ShapesLayer;
import org.blockwright.weights.KerasOrder.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KerasOrderTest {
  static Stream<String> networks() {
    return GoldenWeights.NETWORKS.stream();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void sortsShuffledLayersInOrderOfKeras(String network) {
    List<ShapesLayer> layers = GoldenWeights.shapes(network);
    List<String> expected = layers.stream().map(ShapesLayer::name).toList();
    List<Node> shuffled = new ArrayList<>(layers.stream().map(ShapesLayer::node).toList());
    Collections.shuffle(shuffled, new Random(7));
    assertThat(KerasOrder.of(shuffled, expected.get(expected.size() - 1)))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void sortsEqualDepthsByVisitFromOutput() {
    // Two branches of equal length, added as [late, early]: late is visited first.
    List<Node> nodes =
        List.of(node("in"), node("early", "in"), node("late", "in"), node("sum", "late", "early"));
    assertThat(KerasOrder.of(nodes, "sum")).containsExactly("in", "late", "early", "sum");
  }

  @Test
  void omitsLayersThatOutputDoesNotDependOn() {
    List<Node> nodes = List.of(node("in"), node("a", "in"), node("unused", "in"));
    assertThat(KerasOrder.of(nodes, "a")).containsExactly("in", "a");
  }

  @Test
  void sortsChainOfHundredThousandLayers() {
    List<Node> nodes = new ArrayList<>(List.of(node("0")));
    for (int i = 1; i < 100_000; i++) {
      nodes.add(node(Integer.toString(i), Integer.toString(i - 1)));
    }
    Collections.reverse(nodes);
    assertThat(KerasOrder.of(nodes, "99999")).startsWith("0", "1", "2").endsWith("99998", "99999");
  }

  static Node node(String name, String... inputs) {
    return new Node(name, ImmutableList.copyOf(inputs));
  }
}
