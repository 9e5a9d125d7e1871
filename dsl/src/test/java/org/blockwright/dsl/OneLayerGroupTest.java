package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.group;

import java.util.List;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

/** Groups and heads of one layer: it needs its own name, since that of a group is not used. */
class OneLayerGroupTest {
  private final Network network =
      Network.named("one")
          .input(8, 8, 3)
          .add(group("stem", conv(4, 3)))
          .block("a", globalAverage())
          .head(dense(2).softmax())
          .labels("x", "y");

  @Test
  void layerHasItsDefaultName() {
    assertThat(network.graph().nodes())
        .extracting(Node::path)
        .containsExactly("stem/conv", "a", "head/dense");
    assertThat(network.graph().nodes())
        .extracting(Node::name)
        .containsExactly("conv", "a", "dense");
  }

  @Test
  void headOfOneLayerIsResizedToNewLabels() {
    Network three = Edits.relabel(network, List.of("p", "q", "r"));

    assertThat(three.graph().outputShape()).isEqualTo(Shape.units(3));
  }

  @Test
  void survivesRoundTripThroughFiles() {
    Network branched =
        network.withoutHead().head(branches(add(), branch(dense(2)), branch(dense(3), dense(2))));
    for (Network original : List.of(network, branched)) {
      assertThat(NetworkFormat.parse("one.yaml", NetworkFormat.toYaml(original)))
          .isEqualTo(original);
      assertThat(NetworkFormat.parse("one.json", NetworkFormat.toJson(original)))
          .isEqualTo(original);
    }
  }
}
