package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.dsl.Layers.zeroPad;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.ColorMode;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

class MergeTest {
  private final Network one =
      Network.named("one")
          .input(8, 8, 3)
          .block("a", conv(4, 3), maxPool(2))
          .block("b", conv(5, 3), maxPool(2))
          .head(globalAverage(), dense(2), softmax())
          .labels("no", "yes");

  private final Network two =
      Network.named("two")
          .input(8, 8, 3)
          .block("c", conv(6, 5).stride(4), relu())
          .preprocessing(Preprocessing.CAFFE);

  private static List<String> paths(Network n) {
    return n.graph().nodes().stream().map(Node::path).toList();
  }

  @Test
  void towersWithSamePreprocessingShareInput() {
    Network merged =
        Merge.named("m")
            .tower("x", one)
            .tower("y", two.preprocessing(Preprocessing.TF), "c_relu")
            .network(concat().named("both"));

    assertThat(paths(merged))
        .containsExactly(
            "x/a/conv", "x/a/pool", "x/b/conv", "x/b/pool", "y/c/conv", "y/c/relu", "both");
    assertThat(merged.graph().node("a_conv").inputs()).containsExactly("input");
    assertThat(merged.graph().node("c_conv").inputs()).containsExactly("input");
    assertThat(merged.graph().node("both").inputs()).containsExactly("b_pool", "c_relu");
    assertThat(merged.graph().outputShape()).isEqualTo(Shape.of(2, 2, 11));
    assertThat(merged.preprocessing()).isEqualTo(Preprocessing.TF);
    assertThat(merged.head(globalAverage(), dense(2), softmax()).graph().outputShape())
        .isEqualTo(Shape.units(2));
  }

  @Test
  void eachPreprocessingHasItsOwnInput() {
    Network third = Edits.rename("a", "e").andThen(Edits.rename("b", "f")).applyTo(one);
    Network merged =
        Merge.named("m").tower("x", one).tower("y", two).tower("z", third).network(concat());

    assertThat(merged.inputs())
        .containsExactly(
            Input.of("x_input", Shape.of(8, 8, 3)),
            new Input("y_input", Shape.of(8, 8, 3), Preprocessing.CAFFE));
    assertThat(merged.graph().node("a_conv").inputs()).containsExactly("x_input");
    assertThat(merged.graph().node("c_conv").inputs()).containsExactly("y_input");
    assertThat(merged.graph().node("e_conv").inputs()).containsExactly("x_input");
    assertThat(merged.graph().node("concat").inputs())
        .containsExactly("b_pool", "c_relu", "f_pool");
  }

  @Test
  void mergedNetworkIsEqualAfterYaml() {
    Network merged = Merge.named("m").tower("x", one).tower("y", two).network(concat());

    assertThat(NetworkFormat.parse("m.yaml", NetworkFormat.toYaml(merged))).isEqualTo(merged);
  }

  @Test
  void rejectsSharedInputForDifferentPreprocessing() {
    assertThatThrownBy(
            () -> Merge.named("m").tower("x", one).tower("y", two).sharedInput().network(concat()))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "m: towers with a shared input need the same preprocessing, but \"x\" has RGB in [-1,1] and \"y\" has BGR minus mean. Omit sharedInput(), so that each preprocessing gets its own input.");
  }

  @Test
  void rejectsDuplicateLayerNamesUnlessPrefixed() {
    Merge twice = Merge.named("m").tower("x", one).tower("y", one, "a");

    assertThatThrownBy(() -> twice.network(concat()))
        .hasMessage(
            "m: towers \"x\" and \"y\" both have a layer \"a_conv\" (and 1 more in common). Call prefixed(), which adds the name of the tower to the names of its layers.");
    Network merged =
        Merge.named("m").tower("x", one, "b").tower("y", one, "b").prefixed().network(add());
    assertThat(merged.graph().nodes().stream().map(Node::name))
        .contains("x_a_conv", "y_a_conv")
        .endsWith("add");
  }

  @Test
  void rejectsDifferentInputShapesAndAugmentation() {
    Merge merge = Merge.named("m").tower("x", one);

    assertThatThrownBy(() -> merge.tower("y", two.input(Shape.of(12, 12, 3))).network(concat()))
        .hasMessage(
            "m: towers get the same images, but the input of \"x\" is 8x8x3 and the input of \"y\" is 12x12x3. Give both the same input shape.");
    assertThatThrownBy(() -> merge.tower("y", two.augment(flip(0.5, 0.5))).network(concat()))
        .hasMessage(
            "m: towers get the same images, but \"x\" and \"y\" have different augmentation. Remove it from both, and add augmentation to the merged network.");
  }

  @Test
  void rejectsDifferentColorModes() {
    Network gray = one.colorMode(ColorMode.GRAYSCALE);
    Network other = two.preprocessing(Preprocessing.TF).colorMode(ColorMode.GRAYSCALE);

    assertThatThrownBy(
            () -> Merge.named("m").tower("x", gray).tower("y", two, "c_relu").network(concat()))
        .hasMessage(
            "m: towers get the same images, but the color mode of \"x\" is grayscale and the color mode of \"y\" is rgb. Give both the same color mode.");
    Network merged =
        Merge.named("m").tower("x", gray).tower("y", other, "c_relu").network(concat());
    assertThat(merged.conversion().colorMode()).isEqualTo(ColorMode.GRAYSCALE);
  }

  @Test
  void requiresTwoTowersWithDifferentNames() {
    assertThatThrownBy(() -> Merge.named("m").tower("x", one).network(concat()))
        .hasMessage("m needs at least 2 towers to merge, got 1. Add them with tower(...).");
    assertThatThrownBy(() -> Merge.named("m").tower("x", one).tower("x", two))
        .hasMessage("the name \"x\" is used twice. Rename one of the two.");
  }

  @Test
  void suggestsCutForTowersOfDifferentSizes() {
    Merge merge =
        Merge.named("m").tower("x", one, "a").tower("y", two.preprocessing(Preprocessing.TF));

    assertThatThrownBy(() -> merge.network(concat()))
        .hasMessage(
            "m: cannot concatenate at \"concat\": \"x/a/pool\" outputs 4x4x4 but \"y/c/relu\" outputs 2x2x6 (height and width must match). Cut \"x\" at \"b_pool\" (2x2x5), or pool it by 2.");
    assertThatThrownBy(
            () ->
                Merge.named("m")
                    .tower("x", Edits.cut("a").applyTo(one))
                    .tower("y", two.preprocessing(Preprocessing.TF))
                    .network(concat()))
        .hasMessageEndingWith("(height and width must match). Pool \"x\" by 2.");
  }

  @Test
  void suggestsInputSizesAtWhichTowersFit() {
    // "up" rounds up and "one" rounds down, so that only multiples of 4 fit.
    Network up =
        Network.named("up")
            .input(10, 10, 3)
            .block("u", zeroPad(0, 3), maxPool(4))
            .preprocessing(Preprocessing.TF);

    assertThatThrownBy(
            () ->
                Merge.named("m")
                    .tower("x", one.input(Shape.of(10, 10, 3)))
                    .tower("y", up)
                    .network(concat()))
        .hasMessage(
            "m: cannot concatenate at \"concat\": \"x/b/pool\" outputs 2x2x5 but \"y/u/pool\" outputs 3x3x3 (height and width must match). Valid input sizes: 8x8, 12x12, 16x16.");
  }

  @Test
  void mergesTowerWithSeveralTensorsBetweenBlocks() {
    Network ported =
        Network.named("p")
            .input(8, 8, 3)
            .add(
                new NamedBlock(
                    "s1",
                    true,
                    graph(
                        List.of("in"),
                        in -> {
                          var x = in.get("in").then("x1", conv(4, 3).stride(4));
                          return SymbolicTensors.of("x", x).and("y", x.then("y1", conv(4, 3)));
                        })))
            .add(
                new NamedBlock(
                    "s2",
                    true,
                    graph(
                        List.of("x", "y"),
                        in -> SymbolicTensors.of("out", in.get("x").add("x2", in.get("y"))))));
    Network merged = Merge.named("m").tower("p", ported).tower("q", one).network(concat());

    assertThat(merged.graph().node("x2").inputs()).containsExactly("x1", "y1");
    assertThat(merged.graph().node("concat").inputs()).containsExactly("x2", "b_pool");
  }

  private void assertOutputs(Merge merge, String... outputs) {
    Network merged = merge.prefixed().network(concat().named("both"));

    assertThat(merged.graph().node("both").inputs()).containsExactly(outputs);
    assertThat(NetworkFormat.parse("m.yaml", NetworkFormat.toYaml(merged))).isEqualTo(merged);
  }

  @Test
  void towerMayHaveNameOfBlockOrInput() {
    assertOutputs(Merge.named("m").tower("b", one).tower("y", one), "b_b_pool", "y_b_pool");
    assertOutputs(Merge.named("m").tower("a", one).tower("b", one), "a_b_pool", "b_b_pool");
    assertOutputs(Merge.named("m").tower("input", one).tower("y", one), "input_b_pool", "y_b_pool");
    assertOutputs(Merge.named("m").tower("y", one).tower("input", two), "y_b_pool", "input_c_relu");
  }

  @Test
  void towerWithBlockNamedLikeInputGetsInput() {
    Network named = Edits.rename("a", "input").applyTo(one);

    assertOutputs(Merge.named("m").tower("x", named).tower("y", named), "x_b_pool", "y_b_pool");
    assertThat(
            Merge.named("m")
                .tower("x", named)
                .tower("y", named)
                .prefixed()
                .network(concat())
                .graph()
                .node("y/input/conv")
                .inputs())
        .containsExactly("input");
  }

  @Test
  void rejectsTowerOrJoinNamedHead() {
    String message =
        "m: the name \"head\" is reserved for the head. Use head(...), or choose another name.";
    assertThatThrownBy(() -> Merge.named("m").tower("head", one))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(message);
    assertThatThrownBy(
            () -> Merge.named("m").tower("x", one).tower("y", two).network(concat().named("head")))
        .hasMessage(message);
  }

  @Test
  void rejectsTowerNamedLikeJoin() {
    assertThatThrownBy(
            () -> Merge.named("m").tower("concat", one).tower("y", two).network(concat()))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "m: the merge layer has the name of a tower, \"concat\". Give it another name, for instance concat().named(\"both\").");
  }

  @Test
  void rejectsInvalidTowerName() {
    assertThatThrownBy(() -> Merge.named("m").tower("a b", one))
        .hasMessage("\"a b\" is not a valid name: use letters, digits, '_', '-' and '.'.");
  }

  /** What a tower passes through for the towers after it does not belong to it. */
  @Test
  void cutsMergedNetworkAfterTower() {
    Network merged =
        Merge.named("m")
            .tower("x", one)
            .tower("y", two.preprocessing(one.preprocessing()))
            .network(concat());

    for (String tower : List.of("x", "y")) {
      Network cut = Edits.cut(tower).applyTo(merged);
      assertThat(cut.graph().nodes()).allMatch(node -> node.path().startsWith(tower + "/"));
      assertThat(cut.graph().outputs()).containsExactly(merged.layer(tower).name());
    }
  }
}
