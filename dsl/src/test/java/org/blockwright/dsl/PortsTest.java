package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.randomCrop;
import static org.blockwright.dsl.Layers.reflect;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.format.NetworkFormat;
import org.junit.jupiter.api.Test;

/** Networks with several inputs and outputs, and blocks with named ports. */
class PortsTest {
  /** Takes what the cell before gave and what it took, gives a new map and what it took. */
  private static Wiring cell(int filters) {
    return graph(
        List.of("ip", "p"),
        in -> {
          Flow left = in.get("ip").then("left", conv(3, filters));
          Flow right = in.get("p").then("right", conv(1, filters));
          return Ports.of("sum", left.plus("add", right)).and("ip", in.get("ip"));
        });
  }

  private static final Network CELLS =
      Network.named("cells")
          .input(8, 8, 3)
          .graph(
              "body",
              in -> {
                Flow stem = in.then("stem", conv(3, 4));
                Ports first = Ports.of("ip", stem).and("p", in).block("cell1", cell(4));
                Ports second =
                    Ports.of("ip", first.get("sum"))
                        .and("p", first.get("ip"))
                        .block("cell2", cell(6));
                return second.get("sum").concat("all", second.get("ip"));
              });

  private static final Network TWO =
      Network.named("two")
          .inputs(Input.of("left", 8, 8, 3), Input.of("right", 4, 4, 1))
          .wiring(
              "body",
              in -> {
                Flow left = in.get("left").then("l", conv(3, 4), maxPool(2));
                Flow right = in.get("right").then("r", conv(3, 4));
                Flow sum = left.plus("sum", right);
                return Ports.of("class", sum.then("c", globalAverage(), dense(2), softmax()))
                    .and("map", sum.then("m", conv(1, 1)));
              });

  @Test
  void aBlockGivesWhatItsPortsName() {
    Graph all = CELLS.graph();

    assertThat(all.node("cell2_left").inputs()).containsExactly("cell1_add");
    assertThat(all.node("cell2_right").inputs()).containsExactly("stem");
    assertThat(all.node("all").inputs()).containsExactly("cell2_add", "cell1_add");
    assertThat(all.outputShape()).isEqualTo(Shape.of(8, 8, 10));
  }

  @Test
  void aNetworkMayHaveSeveralInputsAndOutputs() {
    Graph all = TWO.graph();

    assertThat(all.inputs().keySet()).containsExactly("left", "right");
    assertThat(all.outputs()).containsExactly("c_softmax", "m");
    assertThat(TWO).hasToString("two 8x8x3, 4x4x1 -> 2, 4x4x1");
  }

  @Test
  void filesSayPortsInputsAndAugmentationToo() {
    Network augmented = CELLS.augment(randomCrop(6, 6), reflect(0.5, 0));
    for (Network network : List.of(CELLS, TWO, augmented)) {
      assertThat(NetworkFormat.parse("a.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
      assertThat(NetworkFormat.parse("a.json", NetworkFormat.toJson(network))).isEqualTo(network);
    }
  }

  @Test
  void whatIsCutFromThePicturesIsNotSeenByTheFirstLayer() {
    Network network = CELLS.augment(randomCrop(6, 5));

    assertThat(network.input()).isEqualTo(Shape.of(8, 8, 3));
    assertThat(network.graph().inputShape()).isEqualTo(Shape.of(6, 5, 3));
    assertThat(network.graph().outputShape()).isEqualTo(Shape.of(6, 5, 10));
  }

  private static void fails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable mistake, String message) {
    assertThatThrownBy(mistake).isInstanceOf(DescriptionException.class).hasMessage(message);
  }

  @Test
  void eachMistakeWithPortsHasItsMessage() {
    Network start = Network.named("n").input(8, 8, 3);

    fails(
        () -> start.graph("b", in -> Ports.of("ip", in).block("cell", cell(4)).get("sum")),
        "no port \"p\". Did you mean \"ip\"? Ports: ip.");
    fails(
        () -> graph(List.of("a", "b"), in -> Ports.of("x", in.get("c"))),
        "no port \"c\". Did you mean \"a\"? Ports: a, b.");
    fails(
        () -> start.plus(cell(4).named("cell")),
        "n: \"cell\" takes 2 inputs (ip, p), got 1: \"input\".");
    Wiring.Wire cellWire = new Wiring.Wire(cell(4).named("cell"), List.of("in", "in"));
    fails(
        () ->
            Wiring.of(List.of(cellWire, new Wiring.Wire(relu().named("r"), List.of("cell"))), "r"),
        "\"r\" reads \"cell\", which has several outputs. Say which: cell:sum, cell:ip.");
    fails(
        () ->
            Wiring.of(
                List.of(cellWire, new Wiring.Wire(relu().named("r"), List.of("cell:sun"))), "r"),
        "\"r\" reads \"cell:sun\", but \"cell\" has no such output. Did you mean \"sum\"? Its outputs: sum, ip.");
    fails(
        () -> new Wiring(List.of("in"), List.of(), List.of()),
        "a graph needs an output. Give the place where it ends.");
  }

  @Test
  void eachMistakeWithInputsAndOutputsHasItsMessage() {
    Network.Named two = Network.named("n");
    Input a = Input.of("a", 8, 8, 3);
    Input b = Input.of("b", 8, 8, 3);

    fails(
        () -> two.inputs(a, b).wiring("g", in -> Ports.of("x", in.get("a").then("l", relu()))),
        "n: no layer reads the input \"b\". Wire it, or leave it out.");
    fails(
        () ->
            two.inputs(a, b)
                .wiring(
                    "g", in -> Ports.of("x", in.get("a").then("l", relu())).and("b", in.get("b"))),
        "n: the input \"b\" is given out as it is. Put a layer between.");
    fails(
        () ->
            two.inputs(a)
                .wiring(
                    "g",
                    in -> {
                      Flow l = in.get("a").then("l", relu());
                      return Ports.of("x", l).and("y", l);
                    }),
        "n: \"l\" is given out twice. Give it once.");
    fails(
        () -> TWO.labels("x", "y"),
        "two gives several outputs: c_softmax, m. Labels and a head need one; join them first.");
    fails(
        () -> TWO.preprocessing(Preprocessing.CAFFE),
        "two has several inputs: left, right. Say which.");
    fails(() -> two.inputs(a, a), "two parts are called \"a\"; give one of them another name.");
  }

  @Test
  void eachMistakeWithAugmentationHasItsMessage() {
    fails(() -> reflect(1.5, 0), "reflect(...): leftRight must lie in [0, 1], got 1.5.");
    fails(() -> new Augment.Rotate(200), "rotate(...): degrees must lie in [0, 180], got 200.0.");
    fails(() -> new Augment.Shift(-1, 0), "shift(...): share must lie in [0, 1], got -1.0.");
    fails(() -> new Augment.Noise(300), "noise(...): deviation must lie in [0, 255], got 300.0.");
    fails(() -> randomCrop(0, 5), "randomCrop(...): side must be at least 1, got 0.");
    fails(
        () -> CELLS.augment(randomCrop(9, 5)),
        "randomCrop(9, 5) needs pictures of at least this size, got 8x8x3. Take a larger input.");
  }
}
