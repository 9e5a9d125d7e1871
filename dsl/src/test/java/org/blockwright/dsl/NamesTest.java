package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.block;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.group;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.layer.Subgraph;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final Network.Named START = Network.named("n");

  private static List<String> vertices(Network network) {
    return network.graph().nodes().stream().map(Node::name).toList();
  }

  private static List<String> paths(Network network) {
    return network.graph().nodes().stream().map(Node::path).toList();
  }

  @Test
  void severalOfAKindAreNumberedAndASingleOneIsNot() {
    Network network = START.input(8, 8, 3).block("block1", conv(4, 3).times(2), maxPool(2));

    assertThat(vertices(network)).containsExactly("block1_conv1", "block1_conv2", "block1_pool");
    assertThat(paths(network)).containsExactly("block1/conv1", "block1/conv2", "block1/pool");
  }

  @Test
  void aGroupIsInThePathAndNotInTheVertex() {
    Network network =
        START
            .input(8, 8, 3)
            .group("s1", group("unit", conv(4, 3).named("conv_1"), relu().named("relu_1")))
            .head(globalAverage(), dense(2).named("fc"), softmax());

    assertThat(vertices(network)).containsExactly("conv_1", "relu_1", "pool", "fc", "softmax");
    assertThat(paths(network))
        .containsExactly(
            "s1/unit/conv_1", "s1/unit/relu_1", "head/pool", "head/fc", "head/softmax");
  }

  @Test
  void severalOfANamedPartAreNumbered() {
    Network network = START.input(8, 8, 3).group("g", block("unit", conv(4, 3), relu()).times(2));

    assertThat(vertices(network))
        .containsExactly("unit1_conv", "unit1_relu", "unit2_conv", "unit2_relu");
  }

  @Test
  void freelyWiredPartsKeepTheirNames() {
    Network network =
        START
            .input(8, 8, 3)
            .graph(
                "stage",
                in -> {
                  SymbolicTensor far = in.then("far", conv(4, 1));
                  SymbolicTensor near = far.then("near", conv(4, 3), relu());
                  return near.add("sum", far).concat("all", in);
                });

    assertThat(vertices(network)).containsExactly("far", "near_conv", "near_relu", "sum", "all");
    assertThat(network.graph().node("sum").inputs()).containsExactly("near_relu", "far");
    assertThat(network.graph().outputShape()).isEqualTo(Shape.of(8, 8, 7));
  }

  @Test
  void twoPartsOfOneNameAreAnErrorAtTheCall() {
    assertThatThrownBy(() -> seq(relu().named("a"), relu().named("a")))
        .hasMessage("two parts are called \"a\"; give one of them another name.");
  }

  @Test
  void twoPathsThatMakeOneVertexAreAnError() {
    assertThatThrownBy(
            () -> START.input(8, 8, 3).group("a", relu().named("x")).group("b", relu().named("x")))
        .hasMessage(
            "n: \"a/x\" and \"b/x\" both would be the vertex \"x\". Give one of them another name, or make its group a block.");
  }

  @Test
  void anUnknownLayerIsAnsweredWithTheNearest() {
    LayerGraph network = START.input(8, 8, 3).block("block1", conv(4, 3), maxPool(2)).graph();

    assertThatThrownBy(() -> network.node("block1_pol"))
        .hasMessage(
            "n has no layer or block \"block1_pol\". Did you mean \"block1_pool\"? Its blocks: block1.");
    assertThat(network.node("block1/pool")).isEqualTo(network.node("block1_pool"));
  }

  @Test
  void aGraphThatReadsWhatIsNotThereIsAnError() {
    assertThatThrownBy(
            () ->
                Subgraph.of(
                    List.of(new Subgraph.Connection(relu().named("a"), List.of("inn"))), "a"))
        .hasMessage(
            "\"a\" reads \"inn\", which no part before it is called. Did you mean \"in\"? Known: in.");
    assertThat(graph(in -> in.then("a", relu())).outputs().get(0).source()).isEqualTo("a");
  }

  @Test
  void aBlockStandsForTheLayerThatGivesItsOnlyOutput() {
    Network network = START.input(8, 8, 3).block("block1", conv(4, 3), maxPool(2));

    assertThat(network.layer("block1")).isEqualTo(network.graph().node("block1_pool"));
    assertThat(network.layer("block1/conv")).isEqualTo(network.graph().node("block1_conv"));
    assertThatThrownBy(() -> network.graph().node("block1"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: \"block1\" is a block, where a layer is wanted. Its layers: \"block1/conv\", \"block1/pool\".");
  }

  @Test
  void aBlockOfSeveralOutputsStandsForNoLayer() {
    Network network =
        START
            .input(8, 8, 3)
            .add(
                block(
                    "cell",
                    graph(
                        List.of("in"),
                        in ->
                            SymbolicTensors.of("x", in.get("in").then("p", conv(2, 1)))
                                .and("y", in.get("in").then("q", conv(2, 1))))));

    assertThatThrownBy(() -> network.layer("cell"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("n: \"cell\" gives several outputs: \"cell/p\", \"cell/q\". Name one of them.");
  }

  @Test
  void anArmThatIsItsInputStandsForNoLayer() {
    Network network =
        START.input(8, 8, 3).block("b", branches(add(), branch(conv(3, 1)), branch()));

    assertThatThrownBy(() -> network.layer("b/arm2"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage("the input \"input\" is given out as it is. Put a layer between.");
  }
}
