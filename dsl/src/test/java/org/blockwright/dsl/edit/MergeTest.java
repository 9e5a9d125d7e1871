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
  void towersStandSideBySideOnOneInput() {
    Network merged =
        Merge.named("m")
            .tower("x", one)
            .tower("y", two.preprocessing(Preprocessing.TF), "c_relu")
            .join(concat().named("both"));

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
  void eachPreprocessingHasAnInputOfItsOwn() {
    Network third = Edits.rename("a", "e").andThen(Edits.rename("b", "f")).applyTo(one);
    Network merged =
        Merge.named("m").tower("x", one).tower("y", two).tower("z", third).join(concat());

    assertThat(merged.inputs())
        .containsExactly(
            new Input("x_input", Shape.of(8, 8, 3), Preprocessing.TF),
            new Input("y_input", Shape.of(8, 8, 3), Preprocessing.CAFFE));
    assertThat(merged.graph().node("a_conv").inputs()).containsExactly("x_input");
    assertThat(merged.graph().node("c_conv").inputs()).containsExactly("y_input");
    assertThat(merged.graph().node("e_conv").inputs()).containsExactly("x_input");
    assertThat(merged.graph().node("concat").inputs())
        .containsExactly("b_pool", "c_relu", "f_pool");
  }

  @Test
  void aMergedNetworkIsTheSameFromYaml() {
    Network merged = Merge.named("m").tower("x", one).tower("y", two).join(concat());

    assertThat(NetworkFormat.parse("m.yaml", NetworkFormat.toYaml(merged))).isEqualTo(merged);
  }

  @Test
  void oneInputServesOnePreprocessing() {
    assertThatThrownBy(
            () -> Merge.named("m").tower("x", one).tower("y", two).sharedInput().join(concat()))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "m: tower \"x\" has weights made for RGB in [-1,1], tower \"y\" for BGR minus mean; one shared input cannot serve both. Leave oneInput() out: each then gets an input of its own.");
  }

  @Test
  void namesMustDifferUnlessTheTowersAreBlocks() {
    Merge twice = Merge.named("m").tower("x", one).tower("y", one, "a");

    assertThatThrownBy(() -> twice.join(concat()))
        .hasMessage(
            "m: towers \"x\" and \"y\" both have a layer \"a_conv\" and 1 others alike. Say prefixed(): each tower's name then begins the names of its layers.");
    Network merged =
        Merge.named("m").tower("x", one, "b").tower("y", one, "b").prefixed().join(add());
    assertThat(merged.graph().nodes().stream().map(Node::name))
        .contains("x_a_conv", "y_a_conv")
        .endsWith("add");
  }

  @Test
  void towersSeeTheSamePictures() {
    Merge merge = Merge.named("m").tower("x", one);

    assertThatThrownBy(() -> merge.tower("y", two.input(Shape.of(12, 12, 3))).join(concat()))
        .hasMessage(
            "m: tower \"x\" takes 8x8x3 and tower \"y\" 12x12x3, but both see the same picture. Give them inputs of one shape.");
    assertThatThrownBy(() -> merge.tower("y", two.augment(flip(0.5, 0.5))).join(concat()))
        .hasMessage(
            "m: towers \"x\" and \"y\" are augmented differently, but both see the same picture. Take the augmentation off both, and give the merged network its own.");
  }

  @Test
  void towersSeeTheSameColors() {
    Network gray = one.colorMode(ColorMode.GRAYSCALE);
    Network other = two.preprocessing(Preprocessing.TF).colorMode(ColorMode.GRAYSCALE);

    assertThatThrownBy(
            () -> Merge.named("m").tower("x", gray).tower("y", two, "c_relu").join(concat()))
        .hasMessage(
            "m: tower \"x\" is for images in grayscale and tower \"y\" for images in rgb, but both see the same image. Give both towers one color mode.");
    Network merged = Merge.named("m").tower("x", gray).tower("y", other, "c_relu").join(concat());
    assertThat(merged.conversion().colorMode()).isEqualTo(ColorMode.GRAYSCALE);
  }

  @Test
  void thereAreAtLeastTwoTowersOfDifferentNames() {
    assertThatThrownBy(() -> Merge.named("m").tower("x", one).join(concat()))
        .hasMessage("m needs at least 2 towers to join, got 1. Add them with tower(...).");
    assertThatThrownBy(() -> Merge.named("m").tower("x", one).tower("x", two))
        .hasMessage("the name \"x\" is used twice. Rename one of the two.");
  }

  @Test
  void towersOfDifferentSizesAreAnsweredWithAnotherCut() {
    Merge merge =
        Merge.named("m").tower("x", one, "a").tower("y", two.preprocessing(Preprocessing.TF));

    assertThatThrownBy(() -> merge.join(concat()))
        .hasMessage(
            "m: cannot concatenate at \"concat\": \"x/a/pool\" outputs 4x4x4 but \"y/c/relu\" outputs 2x2x6 (height and width must match). Cut \"x\" at \"b_pool\" (2x2x5), or pool it by 2.");
    assertThatThrownBy(
            () ->
                Merge.named("m")
                    .tower("x", Edits.cut("a").applyTo(one))
                    .tower("y", two.preprocessing(Preprocessing.TF))
                    .join(concat()))
        .hasMessageEndingWith("(height and width must match). Pool \"x\" by 2.");
  }

  @Test
  void towersThatMeetAtSomeSizesAreAnsweredWithThese() {
    // up: one side more for each odd size, so that only multiples of 4 meet
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
                    .join(concat()))
        .hasMessage(
            "m: cannot concatenate at \"concat\": \"x/b/pool\" outputs 2x2x5 but \"y/u/pool\" outputs 3x3x3 (height and width must match). Valid input sizes: 8x8, 12x12, 16x16.");
  }

  @Test
  void aTowerMayHandSeveralValuesOnFromBlockToBlock() {
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
    Network merged = Merge.named("m").tower("p", ported).tower("q", one).join(concat());

    assertThat(merged.graph().node("x2").inputs()).containsExactly("x1", "y1");
    assertThat(merged.graph().node("concat").inputs()).containsExactly("x2", "b_pool");
  }

  private void assertOutputs(Merge merge, String... outputs) {
    Network merged = merge.prefixed().join(concat().named("both"));

    assertThat(merged.graph().node("both").inputs()).containsExactly(outputs);
    assertThat(NetworkFormat.parse("m.yaml", NetworkFormat.toYaml(merged))).isEqualTo(merged);
  }

  @Test
  void aTowerMayBeCalledAsABlockOrAsTheInput() {
    assertOutputs(Merge.named("m").tower("b", one).tower("y", one), "b_b_pool", "y_b_pool");
    assertOutputs(Merge.named("m").tower("a", one).tower("b", one), "a_b_pool", "b_b_pool");
    assertOutputs(Merge.named("m").tower("input", one).tower("y", one), "input_b_pool", "y_b_pool");
    assertOutputs(Merge.named("m").tower("y", one).tower("input", two), "y_b_pool", "input_c_relu");
  }

  @Test
  void aTowerWithABlockCalledAsTheInputReadsTheInput() {
    Network named = Edits.rename("a", "input").applyTo(one);

    assertOutputs(Merge.named("m").tower("x", named).tower("y", named), "x_b_pool", "y_b_pool");
    assertThat(
            Merge.named("m")
                .tower("x", named)
                .tower("y", named)
                .prefixed()
                .join(concat())
                .graph()
                .node("y/input/conv")
                .inputs())
        .containsExactly("input");
  }

  @Test
  void neitherATowerNorTheJoinIsTheHead() {
    String message =
        "m: the name \"head\" is reserved for the head. Use head(...), or choose another name.";
    assertThatThrownBy(() -> Merge.named("m").tower("head", one))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(message);
    assertThatThrownBy(
            () -> Merge.named("m").tower("x", one).tower("y", two).join(concat().named("head")))
        .hasMessage(message);
  }

  @Test
  void aTowerIsNotCalledAsTheJoin() {
    assertThatThrownBy(() -> Merge.named("m").tower("concat", one).tower("y", two).join(concat()))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "m: the join is called \"concat\", as a tower is. Give it a name of its own, for instance concat().named(\"both\").");
  }

  @Test
  void aTowerHasAName() {
    assertThatThrownBy(() -> Merge.named("m").tower("a b", one))
        .hasMessage("\"a b\" is not a valid name: use letters, digits, '_', '-' and '.'.");
  }

  /** What a tower hands on for those behind it is not its own. */
  @Test
  void aTowerGoesByItsName() {
    Network merged =
        Merge.named("m")
            .tower("x", one)
            .tower("y", two.preprocessing(one.preprocessing()))
            .join(concat());

    for (String tower : List.of("x", "y")) {
      Network cut = Edits.cut(tower).applyTo(merged);
      assertThat(cut.graph().nodes()).allMatch(node -> node.path().startsWith(tower + "/"));
      assertThat(cut.graph().outputs()).containsExactly(merged.layer(tower).name());
    }
  }
}
