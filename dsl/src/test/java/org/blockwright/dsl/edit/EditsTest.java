package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.arm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Block;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.Flow;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Ports;
import org.blockwright.dsl.Wiring;
import org.blockwright.dsl.format.NetworkFormat;
import org.junit.jupiter.api.Test;

class EditsTest {
  private final Network network =
      Network.named("n")
          .input(8, 8, 3)
          .block("a", conv(3, 4), relu())
          .block("b", branches(add(), arm(conv(3, 4), relu(), conv(3, 4)), arm()))
          .graph(
              "c",
              in -> {
                Flow one = in.then("one", conv(1, 4));
                Flow other = in.then("other", conv(1, 5));
                return one.concat("both", other);
              })
          .head(globalAverage(), dense(2), softmax())
          .labels("no", "yes");

  private List<String> names(Network n) {
    return n.graph().nodes().stream().map(Node::name).toList();
  }

  @Test
  void aCutKeepsEverythingUpToALayer() {
    assertThat(names(Edits.cut(network, "a_relu"))).containsExactly("a_conv", "a_relu");
    assertThat(names(Edits.cut(network, "a/conv"))).containsExactly("a_conv");
  }

  @Test
  void aCutMayNameABlock() {
    assertThat(names(Edits.cut(network, "b")))
        .containsExactly(
            "a_conv", "a_relu", "b_arm1_conv1", "b_arm1_relu", "b_arm1_conv2", "b_add");
    assertThat(Edits.cut(network, "b")).isEqualTo(Edits.cut(network, "b_add"));
  }

  @Test
  void aCutWithinAnArmLeavesTheOtherArmsAway() {
    assertThat(names(Edits.cut(network, "b_arm1_relu")))
        .containsExactly("a_conv", "a_relu", "b_arm1_conv1", "b_arm1_relu");
  }

  @Test
  void aCutWithinAGraphKeepsWhatItReads() {
    assertThat(names(Edits.cut(network, "other"))).contains("other").doesNotContain("one", "both");
  }

  @Test
  void aCutAtNoLayerIsAnError() {
    assertThatThrownBy(() -> Edits.cut(network, "a_rel"))
        .hasMessageContaining("Did you mean \"a_relu\"?");
  }

  @Test
  void theOwnHeadIsSizedToOtherLabels() {
    Network three = Edits.relabel(network, List.of("x", "y", "z"));

    assertThat(three.graph().outputShape().channels()).isEqualTo(3);
    assertThat(three.labels()).containsExactly("x", "y", "z");
    assertThat(three.body()).isEqualTo(network.body());
  }

  @Test
  void theLastDenseLayerIsSizedHoweverDeepItStandsInTheHead() {
    assertThat(relabelled(seq(dense(9), seq(dense(2), dropout(0.5)))))
        .containsExactly("head/dense 7", "head/end/dense 9", "head/end/seq/dense 3");
    assertThat(relabelled(graph(in -> in.then("hidden", dense(5)).then("last", dense(2)))))
        .containsExactly("head/dense 7", "head/end/hidden 5", "head/end/last 3");
  }

  /** The dense layers with their units, where the head ends in this and has three labels. */
  private List<String> relabelled(Block end) {
    Network nested =
        network.withoutHead().head(globalAverage(), dense(7), end.named("end"), softmax());
    Network three = Edits.relabel(nested, List.of("x", "y", "z"));

    assertThat(three.labels()).containsExactly("x", "y", "z");
    return three.graph().nodes().stream()
        .filter(node -> node.layer() instanceof Dense)
        .map(node -> node.path() + " " + node.shape())
        .toList();
  }

  @Test
  void aNetworkWithoutHeadCannotBeSizedToLabels() {
    assertThatThrownBy(() -> Edits.relabel(network.withoutHead(), List.of("x")))
        .hasMessage(
            "n has no head to size to the labels. Add one, for instance head(globalAverage(), dense(n), softmax()).");
  }

  /** What an earlier block makes for a port that nothing reads behind the cut goes as well. */
  @Test
  void aCutLeavesOutWhatOnlyOtherPortsNeed() {
    Wiring first =
        graph(
            List.of("in"),
            in -> {
              Flow near = in.get("in").then("near", conv(1, 2));
              return Ports.of("near", near).and("far", near.then("far", conv(1, 2)));
            });
    Wiring second =
        graph(
            List.of("near", "far"),
            in -> {
              Flow left = in.get("near").then("left", conv(1, 2));
              return Ports.of("sum", left.plus("sum", in.get("far")));
            });
    Network ports =
        Network.named("ports")
            .input(4, 4, 3)
            .plus(new Part("first", true, first))
            .plus(new Part("second", true, second));

    assertThat(names(Edits.cut(ports, "left"))).containsExactly("near", "left");
    assertThat(names(Edits.cut(ports, "sum"))).containsExactly("near", "far", "left", "sum");
  }

  /** The first output has the name that the second one has further in. */
  private static Network swapped() {
    Wiring two =
        graph(
            List.of("in"),
            in ->
                Ports.of("left", in.get("in").then("p", conv(1, 2)))
                    .and("right", in.get("in").then("q", conv(1, 2))));
    Wiring cell =
        graph(
            List.of("in"),
            in -> {
              Ports ports = Ports.of("in", in.get("in")).block("two", two);
              return Ports.of("right", ports.get("left"))
                  .and("x", ports.get("right").then("more", relu()));
            });
    return Network.named("s").input(4, 4, 2).plus(new Part("cell", false, cell));
  }

  @Test
  void aCutAtABlockOfSeveralOutputsFindsNamesForThemThatAreFree() {
    Network cut = Edits.cut(swapped(), "cell/two");

    assertThat(names(cut)).containsExactly("cell_two_p", "cell_two_q");
    assertThat(cut.graph().outputs()).containsExactly("cell_two_p", "cell_two_q");
    assertThat(NetworkFormat.parse("s.yaml", NetworkFormat.toYaml(cut))).isEqualTo(cut);
  }

  @Test
  void whatIsNoNameIsRefusedAsANewOne() {
    String message = "\"a b\" is no name. Use letters, digits, _, - and dots.";
    assertThatThrownBy(() -> network.renamed("a b"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> Edits.rename("a", "a b").of(network)).hasMessage(message);
    assertThatThrownBy(() -> Edits.insertAfter("a", "a b", relu()).of(network)).hasMessage(message);
  }
}
