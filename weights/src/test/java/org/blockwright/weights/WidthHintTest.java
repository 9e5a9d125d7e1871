package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.WeightsException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file of another width is rejected with the network of the zoo that it fits. */
class WidthHintTest {
  static Stream<ZooModel> widths() {
    return Stream.of(Zoo.MOBILENET, Zoo.MOBILENETV2).flatMap(model -> Zoo.widths(model).stream());
  }

  private static List<NetworkLayer> layers(ZooModel model) {
    LayerGraph graph = model.network().graph();
    return Weights.weightedLayers(graph, graph);
  }

  @ParameterizedTest
  @MethodSource("widths")
  void namesTheNetworkThatTheFileFits(ZooModel model) {
    FileContents file = PairingFixtures.file("a.h5", layers(model));
    for (ZooModel other : Zoo.widths(model)) {
      if (!other.equals(model)) {
        assertThatThrownBy(
                () -> Pairing.pair(file, other.name(), layers(other), PairingOptions.STRICT))
            .isInstanceOf(WeightsException.class)
            .hasMessageStartingWith("a.h5: weights do not fit " + other.name() + ": ")
            .hasMessageEndingWith(
                "The file fits %s (alpha=%s). Use that network, or weights with alpha=%s.",
                model.name(), model.alpha(), other.alpha());
      }
    }
  }
}
