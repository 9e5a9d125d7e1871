package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import java.util.function.Function;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

class NetworkSlicerTest {
  private final Network network =
      Network.named("n")
          .input(8, 8, 3)
          .block("a", conv(4, 3), relu())
          .block("b", branches(add(), branch(conv(4, 3), relu(), conv(4, 3)), identity()))
          .graph(
              "c",
              in -> {
                SymbolicTensor one = in.then("one", conv(4, 1), relu());
                SymbolicTensor other = one.then("other", conv(4, 1));
                return one.add("both", other, in);
              })
          .block("d", maxPool(2), conv(5, 1))
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
  void sliceIncludesBothEnds() {
    Network slice = Edits.slice("b", "c").applyTo(network);

    assertThat(paths(slice))
        .containsExactly(
            "b/branch1/conv1",
            "b/branch1/relu",
            "b/branch1/conv2",
            "b/add",
            "c/one/conv",
            "c/one/relu",
            "c/other",
            "c/both");
    assertThat(slice.blocks()).isEqualTo(network.blocks().subList(1, 3));
    assertThat(slice.labels()).isEmpty();
  }

  @Test
  void sliceOfMiddleGetsInputOfItsFirstLayer() {
    Network slice = Edits.slice("d/conv", "fc0").applyTo(network);

    assertThat(slice.inputs()).hasSize(1);
    assertThat(slice.inputs().get(0).name()).isEqualTo("input");
    assertThat(slice.input()).isEqualTo(Shape.of(4, 4, 4));
    assertThat(slice.preprocessing()).isEqualTo(Preprocessing.NONE);
    assertThat(slice.graph().outputShape()).isEqualTo(Shape.units(80));
    assertThat(paths(slice)).containsExactly("d/conv", "top/fc0");
  }

  @Test
  void sliceFromInputKeepsPreprocessingAndAugmentation() {
    Network cropped =
        Network.named("n")
            .input(8, 8, 3)
            .augment(randomCrop(6, 6))
            .block("a", conv(4, 3))
            .block("b", conv(4, 3))
            .preprocessing(Preprocessing.CAFFE);

    assertThat(Edits.slice("a", "a").applyTo(cropped))
        .isEqualTo(
            Network.named("n")
                .input(8, 8, 3)
                .augment(randomCrop(6, 6))
                .block("a", conv(4, 3))
                .preprocessing(Preprocessing.CAFFE));
    assertThat(Edits.slice("b", "b").applyTo(cropped).input()).isEqualTo(Shape.of(6, 6, 4));
  }

  @Test
  void sliceToEndKeepsHeadAndLabels() {
    Network slice = Edits.slice("d", "soft").applyTo(network);

    assertThat(slice.hasHead()).isTrue();
    assertThat(slice.labels()).containsExactly("no", "yes");
    assertThat(Edits.slice(1, -1).applyTo(network)).isEqualTo(network);
    assertThat(Edits.slice("a", "head").applyTo(network)).isEqualTo(network);
  }

  @Test
  void slicesWithinBranch() {
    Network slice = Edits.slice("b_branch1_relu", "b/branch1/conv2").applyTo(network);

    assertThat(names(slice)).containsExactly("b_branch1_relu", "b_branch1_conv2");
    assertThat(paths(slice)).containsExactly("b/branch1/relu", "b/branch1/conv2");
  }

  @Test
  void slicesWithinGraph() {
    Network slice = Edits.slice("c/one/relu", "c/other").applyTo(network);

    assertThat(names(slice)).containsExactly("one_relu", "other");
    assertThat(slice.input()).isEqualTo(Shape.of(8, 8, 4));
  }

  @Test
  void layersWithTheInputOfTheFirstLayerGetTheNewInput() {
    Network slice = Edits.slice("c/one", "c").applyTo(network);

    assertThat(names(slice)).containsExactly("one_conv", "one_relu", "other", "both");
    assertThat(slice.graph().node("both").inputs()).containsExactly("one_relu", "other", "input");
  }

  @Test
  void rejectsInputThatBypassesStart() {
    assertThatThrownBy(() -> Edits.slice("c/other", "d").applyTo(network))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: \"c/both\" depends on \"b/add\", which bypasses the start of the slice, \"c/other\". Start at \"b/add\", or end before \"c/both\".");
  }

  /** Returns a network that is one graph with one input. */
  private static Network cell(Function<SymbolicTensor, SymbolicTensors> connect) {
    return Network.named("w")
        .input(4, 4, 2)
        .block("cell", graph(List.of("in"), in -> connect.apply(in.get("in"))));
  }

  @Test
  void rejectsOutputThatDoesNotDependOnStart() {
    Network forked =
        cell(
            in -> {
              SymbolicTensor a = in.then("a", conv(2, 1));
              SymbolicTensor c = in.then("c", conv(2, 1)).then("d", relu());
              return SymbolicTensors.of("x", a.then("b", conv(2, 1))).and("y", c).and("z", a);
            });

    assertThatThrownBy(() -> Edits.slice("cell/b", "cell").applyTo(forked))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "w: \"cell/c\" depends on \"input\", which bypasses the start of the slice, \"cell/b\". Start at \"input\", or end before \"cell/c\".");
  }

  @Test
  void rejectsOutputFromBeforeStart() {
    Network early =
        cell(
            in -> {
              SymbolicTensor z = in.then("z", conv(2, 1));
              SymbolicTensor b = z.then("a", conv(2, 1)).then("b", conv(2, 1));
              return SymbolicTensors.of("x", b).and("y", z);
            });

    assertThatThrownBy(() -> Edits.slice("cell/b", "cell").applyTo(early))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "w: \"cell\" depends on \"cell/z\", which bypasses the start of the slice, \"cell/b\". Start at \"cell/z\", or end before \"cell\".");
  }

  @Test
  void rejectsSliceThatEndsBeforeItsStart() {
    assertThatThrownBy(() -> Edits.slice("c", "b").applyTo(network))
        .hasMessage(
            "n: \"b\" does not come after \"c\". Give the first layer or block first, then the last.");
  }

  @Test
  void rejectsSliceThatStartsAtJoin() {
    assertThatThrownBy(() -> Edits.slice("c/both", "d").applyTo(network))
        .hasMessage(
            "n: a slice cannot start at \"c/both\", which has several inputs: \"c/one/relu\", \"c/other\", \"b/add\". Start at one of them, or before they branch.");
  }

  @Test
  void unknownNameSuggestsNearestName() {
    assertThatThrownBy(() -> Edits.slice("a", "c/bth").applyTo(network))
        .hasMessage(
            "n has no layer or block \"c/bth\". Did you mean \"c/both\"? Its blocks: a, b, c, d, head.");
  }

  @Test
  void positionsCountBlocksThenLayersOfHead() {
    assertThat(Edits.slice(2, 3).applyTo(network))
        .isEqualTo(Edits.slice("b", "c").applyTo(network));
    assertThat(Edits.slice(1, -4).applyTo(network)).isEqualTo(Edits.cut("d").applyTo(network));
    assertThat(Edits.slice(-2, -1).applyTo(network))
        .isEqualTo(Edits.slice("fc1", "soft").applyTo(network));
    assertThat(Edits.dropLast(3).applyTo(network)).isEqualTo(Edits.cut("d").applyTo(network));
    assertThat(paths(Edits.dropLast(2).applyTo(network))).endsWith("d/conv", "top/fc0");
  }

  @Test
  void rejectsPositionOutOfRange() {
    String message =
        "n has no element at position 8: it has 7 elements, from \"a\" to \"head/soft\". Count from 1, or from -1 at the end.";
    assertThatThrownBy(() -> Edits.slice(1, 8).applyTo(network)).hasMessage(message);
    assertThatThrownBy(() -> Edits.slice(0, 3).applyTo(network))
        .hasMessage(message.replace("position 8", "position 0"));
    assertThatThrownBy(() -> Edits.slice(1, -8).applyTo(network))
        .hasMessage(message.replace("position 8", "position -8"));
  }

  @Test
  void rejectsDropOfNoneOrAllElements() {
    assertThatThrownBy(() -> Edits.dropLast(7).applyTo(network))
        .hasMessage("n has 7 elements: dropLast(n) needs n from 1 to 6, got 7.");
    assertThatThrownBy(() -> Edits.dropLast(0).applyTo(network))
        .hasMessage("n has 7 elements: dropLast(n) needs n from 1 to 6, got 0.");
  }

  /** Blocks with two tensors between them, as the cells of NASNet have. */
  private static Network networkWithPorts() {
    return Network.named("p")
        .input(8, 8, 3)
        .group(
            "s1",
            graph(
                List.of("in"),
                in -> {
                  SymbolicTensor x = in.get("in").then("x1", conv(4, 3));
                  return SymbolicTensors.of("x", x).and("y", x.then("y1", relu(), conv(4, 3)));
                }))
        .group(
            "s2",
            graph(
                List.of("x", "y"),
                in -> {
                  SymbolicTensor sum = in.get("x").add("x2", in.get("y"));
                  return SymbolicTensors.of("x", sum).and("y", in.get("y").then("y2", conv(4, 1)));
                }))
        .group(
            "s3",
            graph(
                List.of("x", "y"),
                in -> SymbolicTensors.of("out", in.get("x").add("x3", in.get("y")))));
  }

  @Test
  void cutAfterBlocksWithSeveralOutputsDropsUnusedLayers() {
    assertThat(names(Edits.cut("x2").applyTo(networkWithPorts())))
        .containsExactly("x1", "y1_relu", "y1_conv", "x2");
    assertThat(names(Edits.cut("y2").applyTo(networkWithPorts())))
        .containsExactly("x1", "y1_relu", "y1_conv", "y2");
    assertThat(Edits.cut("s3").applyTo(networkWithPorts())).isEqualTo(networkWithPorts());
    assertThat(Edits.cut("y2").applyTo(networkWithPorts()).graph().outputs()).containsExactly("y2");
  }

  @Test
  void cutsAfterBlockWithSeveralOutputs() {
    assertThat(Edits.cut("s2").applyTo(networkWithPorts()).graph().outputs())
        .containsExactly("x2", "y2");
  }

  @Test
  void slicesThroughBlocksWithSeveralInputs() {
    Network slice = Edits.slice("s1/y1/relu", "x3").applyTo(networkWithPorts());

    assertThat(names(slice)).containsExactly("y1_relu", "y1_conv", "x2", "y2", "x3");
    assertThat(slice.graph().node("x2").inputs()).containsExactly("input", "y1_conv");
    assertThat(slice.blocks().stream().map(NamedBlock::name)).containsExactly("s1", "s2", "s3");
  }

  @Test
  void rejectsSliceThatStartsAtBlockWithSeveralInputs() {
    assertThatThrownBy(() -> Edits.slice("s2", "s3").applyTo(networkWithPorts()))
        .hasMessageStartingWith(
            "p: a slice cannot start at \"s2\", which has several inputs: \"s1/x1\", \"s1/y1/conv\".");
  }

  @Test
  void rejectsSliceThatStartsAtIdentityBranch() {
    assertThatThrownBy(() -> Edits.slice("b/branch2", "head").applyTo(network))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: a slice cannot start at \"b/branch2\", which has no layers and passes its input through. Start at a layer after it.");
  }

  @Test
  void inputOfSliceHasUniqueName() {
    Network named =
        Network.named("n")
            .inputs(Input.of("image", Shape.of(4, 4, 3)))
            .add(conv(2, 1).named("first"))
            .add(conv(2, 1).named("input"))
            .add(conv(3, 1).named("last"));

    Network slice = Edits.slice("input", "last").applyTo(named);

    assertThat(slice.inputs().get(0).name()).isEqualTo("input_2");
    assertThat(names(slice)).containsExactly("input", "last");
  }

  @Test
  void cutOutputsEachTensorOnce() {
    NamedBlock first =
        new NamedBlock(
            "s",
            true,
            graph(
                List.of("in"),
                in -> {
                  SymbolicTensor x = in.get("in").then("x", conv(4, 1));
                  SymbolicTensor y = x.then("y", conv(4, 1));
                  return SymbolicTensors.of("x", x).and("y", y).and("again", x);
                }));
    NamedBlock second =
        new NamedBlock(
            "t",
            true,
            graph(
                List.of("x", "y", "again"),
                in ->
                    SymbolicTensors.of(
                        "out", in.get("x").add("sum", in.get("y"), in.get("again")))));
    Network twice = Network.named("n").input(4, 4, 3).withBlocks(List.of(first, second));

    assertThat(Edits.cut("s").applyTo(twice).graph().outputs()).containsExactly("x", "y");
  }

  /** Each branch uses only one of the two inputs. */
  @Test
  void cutKeepsBranchesThatUseDifferentInputs() {
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
                            SymbolicTensors.of(
                                "out", in.get("a").add("s", in.get("b")).then("c", conv(2, 3)))),
                    graph(
                        List.of("a", "b"),
                        in -> SymbolicTensors.of("out", in.get("b").then("d", conv(2, 3))))))
            .block("y", conv(2, 3))
            .head(globalAverage(), dense(2), softmax());

    assertThat(Edits.cut("y").applyTo(two)).isEqualTo(two.withoutHead());
  }
}
