package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.input.AugmentationLayer;
import org.blockwright.dsl.input.Input;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Subgraph;
import org.junit.jupiter.api.Test;

/** Networks and blocks with several inputs and outputs. */
class SymbolicTensorsTest {
  /** A cell with two inputs and two outputs: the new feature map and its own first input. */
  private static Subgraph cell(int filters) {
    return graph(
        List.of("ip", "p"),
        in -> {
          SymbolicTensor left = in.get("ip").then("left", conv(filters, 3));
          SymbolicTensor right = in.get("p").then("right", conv(filters, 1));
          return SymbolicTensors.of("sum", left.add("add", right)).and("ip", in.get("ip"));
        });
  }

  private static final Network CELLS =
      Network.named("cells")
          .input(8, 8, 3)
          .graph(
              "body",
              in -> {
                SymbolicTensor stem = in.then("stem", conv(4, 3));
                SymbolicTensors first =
                    SymbolicTensors.of("ip", stem).and("p", in).block("cell1", cell(4));
                SymbolicTensors second =
                    SymbolicTensors.of("ip", first.get("sum"))
                        .and("p", first.get("ip"))
                        .block("cell2", cell(6));
                return second.get("sum").concat("all", second.get("ip"));
              });

  private static final Network TWO =
      Network.named("two")
          .inputs(Input.of("left", 8, 8, 3), Input.of("right", 4, 4, 1))
          .subgraph(
              "body",
              in -> {
                SymbolicTensor left = in.get("left").then("l", conv(4, 3), maxPool(2));
                SymbolicTensor right = in.get("right").then("r", conv(4, 3));
                SymbolicTensor sum = left.add("sum", right);
                return SymbolicTensors.of(
                        "class", sum.then("c", globalAverage(), dense(2), softmax()))
                    .and("map", sum.then("m", conv(1, 1)));
              });

  @Test
  void blockOutputsAreConnectedByName() {
    LayerGraph all = CELLS.graph();

    assertThat(all.node("cell2_left").inputs()).containsExactly("cell1_add");
    assertThat(all.node("cell2_right").inputs()).containsExactly("stem");
    assertThat(all.node("all").inputs()).containsExactly("cell2_add", "cell1_add");
    assertThat(all.outputShape()).isEqualTo(Shape.of(8, 8, 10));
  }

  @Test
  void networkHasSeveralInputsAndOutputs() {
    LayerGraph all = TWO.graph();

    assertThat(all.inputs().keySet()).containsExactly("left", "right");
    assertThat(all.outputs()).containsExactly("c_softmax", "m");
    assertThat(TWO).hasToString("two 8x8x3, 4x4x1 -> 2, 4x4x1");
  }

  @Test
  void inputsOutputsAndAugmentationSurviveRoundTripThroughFiles() {
    Network augmented = CELLS.augment(randomCrop(6, 6), flip(0.5, 0));
    for (Network network : List.of(CELLS, TWO, augmented)) {
      assertThat(NetworkFormat.parse("a.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
      assertThat(NetworkFormat.parse("a.json", NetworkFormat.toJson(network))).isEqualTo(network);
    }
  }

  @Test
  void firstLayerReceivesTheCroppedShape() {
    Network network = CELLS.augment(randomCrop(6, 5));

    assertThat(network.input()).isEqualTo(Shape.of(8, 8, 3));
    assertThat(network.graph().inputShape()).isEqualTo(Shape.of(6, 5, 3));
    assertThat(network.graph().outputShape()).isEqualTo(Shape.of(6, 5, 10));
  }

  private static void fails(ThrowingCallable mistake, String message) {
    assertThatThrownBy(mistake).isInstanceOf(DescriptionException.class).hasMessage(message);
  }

  @Test
  void rejectsInvalidConnections() {
    Network start = Network.named("n").input(8, 8, 3);

    fails(
        () ->
            start.graph("b", in -> SymbolicTensors.of("ip", in).block("cell", cell(4)).get("sum")),
        "unknown tensor \"p\". Did you mean \"ip\"? Known: ip.");
    fails(
        () -> graph(List.of("a", "b"), in -> SymbolicTensors.of("x", in.get("c"))),
        "unknown tensor \"c\". Did you mean \"a\"? Known: a, b.");
    fails(
        () -> start.add(cell(4).named("cell")),
        "n: \"cell\" needs 2 inputs (ip, p), got 1: \"input\".");
    Subgraph.Connection cellConnection =
        new Subgraph.Connection(cell(4).named("cell"), List.of("in", "in"));
    fails(
        () ->
            Subgraph.of(
                List.of(
                    cellConnection, new Subgraph.Connection(relu().named("r"), List.of("cell"))),
                "r"),
        "\"r\" takes \"cell\" as input, which has several outputs. Choose one: cell:sum, cell:ip.");
    fails(
        () ->
            Subgraph.of(
                List.of(
                    cellConnection,
                    new Subgraph.Connection(relu().named("r"), List.of("cell:sun"))),
                "r"),
        "\"r\" takes \"cell:sun\" as input, but \"cell\" has no such output. Did you mean \"sum\"? Its outputs: sum, ip.");
    fails(
        () -> new Subgraph(List.of("in"), List.of(), List.of()),
        "a graph needs at least one output. Name the block that computes it.");
  }

  @Test
  void rejectsInvalidInputsAndOutputs() {
    Network.Named two = Network.named("n");
    Input a = Input.of("a", 8, 8, 3);
    Input b = Input.of("b", 8, 8, 3);

    fails(
        () ->
            two.inputs(a, b)
                .subgraph("g", in -> SymbolicTensors.of("x", in.get("a").then("l", relu()))),
        "n: the input \"b\" is not used by any layer. Connect it, or remove it.");
    fails(
        () ->
            two.inputs(a, b)
                .subgraph(
                    "g",
                    in ->
                        SymbolicTensors.of("x", in.get("a").then("l", relu()))
                            .and("b", in.get("b"))),
        "n: the input \"b\" is passed through to an output. Put a layer between them.");
    fails(
        () ->
            two.inputs(a)
                .subgraph(
                    "g",
                    in -> {
                      SymbolicTensor l = in.get("a").then("l", relu());
                      return SymbolicTensors.of("x", l).and("y", l);
                    }),
        "n: \"l\" is listed twice as an output. List it once.");
    fails(
        () -> TWO.labels("x", "y"),
        "two has several outputs: c_softmax, m. Labels and a head need a single output; merge them first.");
    fails(
        () -> TWO.preprocessing(Preprocessing.CAFFE),
        "two has several inputs: left, right. Choose one.");
    fails(() -> two.inputs(a, a), "the name \"a\" is used twice. Rename one of the two.");
  }

  @Test
  void rejectsInvalidAugmentation() {
    fails(() -> flip(1.5, 0), "flip(...): horizontal must be in [0, 1], got 1.5.");
    fails(
        () -> new AugmentationLayer.Rotate(200),
        "rotate(...): degrees must be in [0, 180], got 200.0.");
    fails(
        () -> new AugmentationLayer.Translate(-1, 0),
        "translate(...): height must be in [0, 1], got -1.0.");
    fails(
        () -> new AugmentationLayer.Noise(300), "noise(...): std must be in [0, 255], got 300.0.");
    fails(() -> randomCrop(0, 5), "randomCrop(...): size must be at least 1, got 0.");
    fails(
        () -> CELLS.augment(randomCrop(9, 5)),
        "randomCrop(9, 5) needs images of at least this size, got 8x8x3. Use a larger input or a smaller crop.");
  }
}
