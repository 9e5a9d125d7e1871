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
import static org.blockwright.dsl.Layers.identity;
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
  void numbersSeveralLayersOfAKindButNotASingleOne() {
    Network network = START.input(8, 8, 3).block("block1", conv(4, 3).times(2), maxPool(2));

    assertThat(vertices(network)).containsExactly("block1_conv1", "block1_conv2", "block1_pool");
    assertThat(paths(network)).containsExactly("block1/conv1", "block1/conv2", "block1/pool");
  }

  @Test
  void groupNameIsPartOfThePathButNotOfTheVertexName() {
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
  void numbersRepeatedNamedBlocks() {
    Network network = START.input(8, 8, 3).group("g", block("unit", conv(4, 3), relu()).times(2));

    assertThat(vertices(network))
        .containsExactly("unit1_conv", "unit1_relu", "unit2_conv", "unit2_relu");
  }

  @Test
  void blocksOfAGraphKeepTheirNames() {
    Network network =
        START
            .input(8, 8, 3)
            .graph(
                "stage",
                in -> {
                  SymbolicTensor first = in.then("first", conv(4, 1));
                  SymbolicTensor second = first.then("second", conv(4, 3), relu());
                  return second.add("sum", first).concat("all", in);
                });

    assertThat(vertices(network))
        .containsExactly("first", "second_conv", "second_relu", "sum", "all");
    assertThat(network.graph().node("sum").inputs()).containsExactly("second_relu", "first");
    assertThat(network.graph().outputShape()).isEqualTo(Shape.of(8, 8, 7));
  }

  @Test
  void rejectsTwoBlocksOfOneNameImmediately() {
    assertThatThrownBy(() -> seq(relu().named("a"), relu().named("a")))
        .hasMessage("the name \"a\" is used twice. Rename one of the two.");
  }

  @Test
  void rejectsTwoPathsWithTheSameVertexName() {
    assertThatThrownBy(
            () -> START.input(8, 8, 3).group("a", relu().named("x")).group("b", relu().named("x")))
        .hasMessage(
            "n: \"a/x\" and \"b/x\" would both be the vertex \"x\". Rename one of them, or turn its group into a block.");
  }

  @Test
  void suggestsTheNearestLayerForAnUnknownOne() {
    LayerGraph network = START.input(8, 8, 3).block("block1", conv(4, 3), maxPool(2)).graph();

    assertThatThrownBy(() -> network.node("block1_pol"))
        .hasMessage(
            "n has no layer or block \"block1_pol\". Did you mean \"block1_pool\"? Its blocks: block1.");
    assertThat(network.node("block1/pool")).isEqualTo(network.node("block1_pool"));
  }

  @Test
  void rejectsUnknownInputOfABlockInAGraph() {
    assertThatThrownBy(
            () ->
                Subgraph.of(
                    List.of(new Subgraph.Connection(relu().named("a"), List.of("inn"))), "a"))
        .hasMessage(
            "\"a\" takes \"inn\" as input, but no input or earlier block has this name. Did you mean \"in\"? Known: in.");
    assertThat(graph(in -> in.then("a", relu())).outputs().get(0).source()).isEqualTo("a");
  }

  @Test
  void blockNameRefersToTheLayerOfItsOnlyOutput() {
    Network network = START.input(8, 8, 3).block("block1", conv(4, 3), maxPool(2));

    assertThat(network.layer("block1")).isEqualTo(network.graph().node("block1_pool"));
    assertThat(network.layer("block1/conv")).isEqualTo(network.graph().node("block1_conv"));
    assertThatThrownBy(() -> network.graph().node("block1"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: \"block1\" is a block, but a layer is required. Its layers: \"block1/conv\", \"block1/pool\".");
  }

  @Test
  void blockOfSeveralOutputsDoesNotReferToALayer() {
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
        .hasMessage("n: \"cell\" has several outputs: \"cell/p\", \"cell/q\". Choose one.");
  }

  @Test
  void identityBranchDoesNotReferToALayer() {
    Network network =
        START.input(8, 8, 3).block("b", branches(add(), branch(conv(3, 1)), identity()));

    assertThatThrownBy(() -> network.layer("b/branch2"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: \"b/branch2\" contains no layer: it passes the input \"input\" through. Name a layer, or a block with layers.");
  }
}
