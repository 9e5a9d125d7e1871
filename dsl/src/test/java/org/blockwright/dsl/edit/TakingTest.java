package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.arm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import java.util.function.Function;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Flow;
import org.blockwright.dsl.Input;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Ports;
import org.blockwright.dsl.Preprocessing;
import org.blockwright.dsl.Shape;
import org.junit.jupiter.api.Test;

class TakingTest {
  private final Network network =
      Network.named("n")
          .input(8, 8, 3)
          .block("a", conv(3, 4), relu())
          .block("b", branches(add(), arm(conv(3, 4), relu(), conv(3, 4)), arm()))
          .graph(
              "c",
              in -> {
                Flow one = in.then("one", conv(1, 4), relu());
                Flow other = one.then("other", conv(1, 4));
                return one.plus("both", other, in);
              })
          .block("d", maxPool(2), conv(1, 5))
          .head(flatten().named("fc0"), dense(2).named("fc1"), softmax().named("soft"))
          .labels("no", "yes")
          .preprocessing(Preprocessing.CAFFE);

  private static List<String> names(Network n) {
    return n.graph().nodes().stream().map(Node::name).toList();
  }

  private static List<String> paths(Network n) {
    return n.graph().nodes().stream().map(Node::path).toList();
  }

  @Test
  void blocksAreTakenWithBothEnds() {
    Network taken = Edits.take("b", "c").of(network);

    assertThat(paths(taken))
        .containsExactly(
            "b/arm1/conv1",
            "b/arm1/relu",
            "b/arm1/conv2",
            "b/add",
            "c/one/conv",
            "c/one/relu",
            "c/other",
            "c/both");
    assertThat(taken.parts()).isEqualTo(network.parts().subList(1, 3));
    assertThat(taken.labels()).isEmpty();
  }

  @Test
  void theMiddleGetsAnInputOfTheShapeThatItsFirstLayerReads() {
    Network taken = Edits.take("d/conv", "fc0").of(network);

    assertThat(taken.inputs()).hasSize(1);
    assertThat(taken.inputs().get(0).name()).isEqualTo("input");
    assertThat(taken.input()).isEqualTo(Shape.of(4, 4, 4));
    assertThat(taken.preprocessing()).isEqualTo(Preprocessing.NONE);
    assertThat(taken.graph().outputShape()).isEqualTo(Shape.units(80));
    assertThat(paths(taken)).containsExactly("d/conv", "top/fc0");
  }

  @Test
  void whatBeginsAtTheInputKeepsItsPreprocessingAndAugmentation() {
    Network cropped =
        Network.named("n")
            .input(8, 8, 3)
            .augment(randomCrop(6, 6))
            .block("a", conv(3, 4))
            .block("b", conv(3, 4))
            .preprocessing(Preprocessing.CAFFE);

    assertThat(Edits.take("a", "a").of(cropped))
        .isEqualTo(
            Network.named("n")
                .input(8, 8, 3)
                .augment(randomCrop(6, 6))
                .block("a", conv(3, 4))
                .preprocessing(Preprocessing.CAFFE));
    assertThat(Edits.take("b", "b").of(cropped).input()).isEqualTo(Shape.of(6, 6, 4));
  }

  @Test
  void headAndLabelsStayWhereTheEndIsTaken() {
    Network taken = Edits.take("d", "soft").of(network);

    assertThat(taken.hasHead()).isTrue();
    assertThat(taken.labels()).containsExactly("no", "yes");
    assertThat(Edits.take(1, -1).of(network)).isEqualTo(network);
    assertThat(Edits.take("a", "head").of(network)).isEqualTo(network);
  }

  @Test
  void layersAreTakenFromWithinAnArm() {
    Network taken = Edits.take("b_arm1_relu", "b/arm1/conv2").of(network);

    assertThat(names(taken)).containsExactly("b_arm1_relu", "b_arm1_conv2");
    assertThat(paths(taken)).containsExactly("b/arm1/relu", "b/arm1/conv2");
  }

  @Test
  void layersAreTakenFromWithinAGraph() {
    Network taken = Edits.take("c/one/relu", "c/other").of(network);

    assertThat(names(taken)).containsExactly("one_relu", "other");
    assertThat(taken.input()).isEqualTo(Shape.of(8, 8, 4));
  }

  @Test
  void whatReadsTheSamePlaceAsTheFirstLayerReadsTheNewInput() {
    Network taken = Edits.take("c/one", "c").of(network);

    assertThat(names(taken)).containsExactly("one_conv", "one_relu", "other", "both");
    assertThat(taken.graph().node("both").inputs()).containsExactly("one_relu", "other", "input");
  }

  @Test
  void whatIsReadPastTheBeginningIsAnError() {
    assertThatThrownBy(() -> Edits.take("c/other", "d").of(network))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: \"c/both\" reads \"b/add\", which comes before \"c/other\" and past it. Take from \"b/add\" on, or end before \"c/both\".");
  }

  /** A network that is one cell of one input. */
  private static Network cell(Function<Flow, Ports> wiring) {
    return Network.named("w")
        .input(4, 4, 2)
        .block("cell", graph(List.of("in"), in -> wiring.apply(in.get("in"))));
  }

  @Test
  void anOutputThatDoesNotComeFromTheBeginningIsReadPastIt() {
    Network forked =
        cell(
            in -> {
              Flow a = in.then("a", conv(1, 2));
              Flow c = in.then("c", conv(1, 2)).then("d", relu());
              return Ports.of("x", a.then("b", conv(1, 2))).and("y", c).and("z", a);
            });

    assertThatThrownBy(() -> Edits.take("cell/b", "cell").of(forked))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "w: \"cell/c\" reads \"input\", which comes before \"cell/b\" and past it. Take from \"input\" on, or end before \"cell/c\".");
  }

  @Test
  void anOutputThatComesBeforeTheBeginningIsReadPastIt() {
    Network early =
        cell(
            in -> {
              Flow z = in.then("z", conv(1, 2));
              Flow b = z.then("a", conv(1, 2)).then("b", conv(1, 2));
              return Ports.of("x", b).and("y", z);
            });

    assertThatThrownBy(() -> Edits.take("cell/b", "cell").of(early))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "w: \"cell\" reads \"cell/z\", which comes before \"cell/b\" and past it. Take from \"cell/z\" on, or end before \"cell\".");
  }

  @Test
  void theLastMustComeBehindTheFirst() {
    assertThatThrownBy(() -> Edits.take("c", "b").of(network))
        .hasMessage(
            "n: \"b\" does not come behind \"c\". Give the first layer or block first, then the last.");
  }

  @Test
  void aJoinIsNoBeginning() {
    assertThatThrownBy(() -> Edits.take("c/both", "d").of(network))
        .hasMessage(
            "n: \"c/both\" reads several: \"c/one/relu\", \"c/other\", \"b/add\"; what is taken begins at one. Begin before they part, or at one of them.");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearest() {
    assertThatThrownBy(() -> Edits.take("a", "c/bth").of(network))
        .hasMessage(
            "n has no layer or block \"c/bth\". Did you mean \"c/both\"? Its blocks: a, b, c, d, head.");
  }

  @Test
  void positionsCountTheBlocksAndThenThePartsOfTheHead() {
    assertThat(Edits.take(2, 3).of(network)).isEqualTo(Edits.take("b", "c").of(network));
    assertThat(Edits.take(1, -4).of(network)).isEqualTo(Edits.cut("d").of(network));
    assertThat(Edits.take(-2, -1).of(network)).isEqualTo(Edits.take("fc1", "soft").of(network));
    assertThat(Edits.dropLast(3).of(network)).isEqualTo(Edits.cut("d").of(network));
    assertThat(paths(Edits.dropLast(2).of(network))).endsWith("d/conv", "top/fc0");
  }

  @Test
  void aPositionBeyondTheEndsIsAnError() {
    String message =
        "n has no element 8: it has 7, from \"a\" to \"head/soft\". Count from 1, or from -1 at the end.";
    assertThatThrownBy(() -> Edits.take(1, 8).of(network)).hasMessage(message);
    assertThatThrownBy(() -> Edits.take(0, 3).of(network))
        .hasMessage(message.replace("element 8", "element 0"));
    assertThatThrownBy(() -> Edits.take(1, -8).of(network))
        .hasMessage(message.replace("element 8", "element -8"));
  }

  @Test
  void somethingMustBeLeft() {
    assertThatThrownBy(() -> Edits.dropLast(7).of(network))
        .hasMessage("n has 7 elements, so dropLast needs a number from 1 to 6, got 7.");
    assertThatThrownBy(() -> Edits.dropLast(0).of(network))
        .hasMessage("n has 7 elements, so dropLast needs a number from 1 to 6, got 0.");
  }

  /** Two stages that hand two values on, as NASNet's cells do. */
  private static Network ported() {
    return Network.named("p")
        .input(8, 8, 3)
        .group(
            "s1",
            graph(
                List.of("in"),
                in -> {
                  Flow x = in.get("in").then("x1", conv(3, 4));
                  return Ports.of("x", x).and("y", x.then("y1", relu(), conv(3, 4)));
                }))
        .group(
            "s2",
            graph(
                List.of("x", "y"),
                in -> {
                  Flow sum = in.get("x").plus("x2", in.get("y"));
                  return Ports.of("x", sum).and("y", in.get("y").then("y2", conv(1, 4)));
                }))
        .group(
            "s3",
            graph(List.of("x", "y"), in -> Ports.of("out", in.get("x").plus("x3", in.get("y")))));
  }

  @Test
  void aCutBehindBlocksWithSeveralOutputsLeavesOutWhatNothingNeeds() {
    assertThat(names(Edits.cut("x2").of(ported())))
        .containsExactly("x1", "y1_relu", "y1_conv", "x2");
    assertThat(names(Edits.cut("y2").of(ported())))
        .containsExactly("x1", "y1_relu", "y1_conv", "y2");
    assertThat(Edits.cut("s3").of(ported())).isEqualTo(ported());
    assertThat(Edits.cut("y2").of(ported()).graph().outputs()).containsExactly("y2");
  }

  @Test
  void aBlockWithSeveralOutputsMayBeTheEnd() {
    assertThat(Edits.cut("s2").of(ported()).graph().outputs()).containsExactly("x2", "y2");
  }

  @Test
  void whatComesFromOnePlaceIsTakenThroughBlocksWithSeveralInputs() {
    Network taken = Edits.take("s1/y1/relu", "x3").of(ported());

    assertThat(names(taken)).containsExactly("y1_relu", "y1_conv", "x2", "y2", "x3");
    assertThat(taken.graph().node("x2").inputs()).containsExactly("input", "y1_conv");
    assertThat(taken.parts().stream().map(Part::name)).containsExactly("s1", "s2", "s3");
  }

  @Test
  void aBlockOfSeveralInputsIsNoBeginning() {
    assertThatThrownBy(() -> Edits.take("s2", "s3").of(ported()))
        .hasMessageStartingWith("p: \"s2\" reads several: \"s1/x1\", \"s1/y1/conv\";");
  }

  @Test
  void anArmThatHoldsNoLayersIsNoBeginning() {
    assertThatThrownBy(() -> Edits.take("b/arm2", "head").of(network))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: \"b/arm2\" holds no layers, it hands on what it reads. Begin at a layer behind it.");
  }

  @Test
  void theInputOfWhatIsTakenHasANameThatNoLayerHas() {
    Network pic =
        Network.named("n")
            .inputs(Input.of("pic", Shape.of(4, 4, 3)))
            .plus(conv(1, 2).named("first"))
            .plus(conv(1, 2).named("input"))
            .plus(conv(1, 3).named("last"));

    Network taken = Edits.take("input", "last").of(pic);

    assertThat(taken.inputs().get(0).name()).isEqualTo("input_2");
    assertThat(names(taken)).containsExactly("input", "last");
  }

  @Test
  void aValueThatIsGivenOutTwiceIsCutOnce() {
    Part gives =
        new Part(
            "s",
            true,
            graph(
                List.of("in"),
                in -> {
                  Flow x = in.get("in").then("x", conv(1, 4));
                  Flow y = x.then("y", conv(1, 4));
                  return Ports.of("x", x).and("y", y).and("again", x);
                }));
    Part reads =
        new Part(
            "t",
            true,
            graph(
                List.of("x", "y", "again"),
                in -> Ports.of("out", in.get("x").plus("sum", in.get("y"), in.get("again")))));
    Network twice = Network.named("n").input(4, 4, 3).with(List.of(gives, reads));

    assertThat(Edits.cut("s").of(twice).graph().outputs()).containsExactly("x", "y");
  }

  /** Each arm leaves another of the two inputs unread. */
  @Test
  void armsThatReadDifferentInputsStayAsTheyAre() {
    Network two =
        Network.named("n")
            .inputs(Input.of("a", Shape.of(4, 4, 3)), Input.of("b", Shape.of(4, 4, 3)))
            .block(
                "x",
                branches(
                    concat(),
                    graph(
                        List.of("a", "b"),
                        in ->
                            Ports.of(
                                "out", in.get("a").plus("s", in.get("b")).then("c", conv(3, 2)))),
                    graph(
                        List.of("a", "b"),
                        in -> Ports.of("out", in.get("b").then("d", conv(3, 2))))))
            .block("y", conv(3, 2))
            .head(globalAverage(), dense(2), softmax());

    assertThat(Edits.cut("y").of(two)).isEqualTo(two.withoutHead());
  }
}
