package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BlockBody;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Subgraph;
import org.junit.jupiter.api.Test;

class EditsTest {
  private final Network network =
      Network.named("n")
          .input(8, 8, 3)
          .block("a", conv(4, 3), relu())
          .block("b", branches(add(), branch(conv(4, 3), relu(), conv(4, 3)), identity()))
          .graph(
              "c",
              in -> {
                SymbolicTensor one = in.then("one", conv(4, 1));
                SymbolicTensor other = in.then("other", conv(5, 1));
                return one.concat("both", other);
              })
          .head(globalAverage(), dense(2), softmax())
          .labels("no", "yes");

  private List<String> names(Network n) {
    return n.graph().nodes().stream().map(Node::name).toList();
  }

  @Test
  void cutKeepsEverythingUpToLayer() {
    assertThat(names(Edits.cut(network, "a_relu"))).containsExactly("a_conv", "a_relu");
    assertThat(names(Edits.cut(network, "a/conv"))).containsExactly("a_conv");
  }

  @Test
  void cutsAfterBlock() {
    assertThat(names(Edits.cut(network, "b")))
        .containsExactly(
            "a_conv", "a_relu", "b_branch1_conv1", "b_branch1_relu", "b_branch1_conv2", "b_add");
    assertThat(Edits.cut(network, "b")).isEqualTo(Edits.cut(network, "b_add"));
  }

  @Test
  void cutWithinBranchDropsOtherBranches() {
    assertThat(names(Edits.cut(network, "b_branch1_relu")))
        .containsExactly("a_conv", "a_relu", "b_branch1_conv1", "b_branch1_relu");
  }

  @Test
  void cutWithinGraphKeepsAncestorsOnly() {
    assertThat(names(Edits.cut(network, "other"))).contains("other").doesNotContain("one", "both");
  }

  @Test
  void rejectsCutAtUnknownLayer() {
    assertThatThrownBy(() -> Edits.cut(network, "a_rel"))
        .hasMessageContaining("Did you mean \"a_relu\"?");
  }

  @Test
  void relabelResizesHead() {
    Network three = Edits.relabel(network, List.of("x", "y", "z"));

    assertThat(three.graph().outputShape().channels()).isEqualTo(3);
    assertThat(three.labels()).containsExactly("x", "y", "z");
    assertThat(three.backbone()).isEqualTo(network.backbone());
  }

  @Test
  void relabelResizesNestedDenseLayer() {
    assertThat(relabeled(seq(dense(9), seq(dense(2), dropout(0.5)))))
        .containsExactly("head/dense 7", "head/end/dense 9", "head/end/seq/dense 3");
    assertThat(relabeled(graph(in -> in.then("hidden", dense(5)).then("last", dense(2)))))
        .containsExactly("head/dense 7", "head/end/hidden 5", "head/end/last 3");
  }

  /** Returns the dense layers with their units after a head with this end gets three labels. */
  private List<String> relabeled(BlockBody end) {
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
  void rejectsRelabelWithoutHead() {
    assertThatThrownBy(() -> Edits.relabel(network.withoutHead(), List.of("x")))
        .hasMessage(
            "n has no head with a dense layer that could be resized to the labels. Add one, for instance head(globalAverage(), dense(n), softmax()).");
  }

  /** A layer before the cut is dropped if only an output that is no longer used depends on it. */
  @Test
  void cutDropsLayersOfUnusedOutputs() {
    Subgraph first =
        graph(
            List.of("in"),
            in -> {
              SymbolicTensor near = in.get("in").then("near", conv(2, 1));
              return SymbolicTensors.of("near", near).and("far", near.then("far", conv(2, 1)));
            });
    Subgraph second =
        graph(
            List.of("near", "far"),
            in -> {
              SymbolicTensor left = in.get("near").then("left", conv(2, 1));
              return SymbolicTensors.of("sum", left.add("sum", in.get("far")));
            });
    Network ports =
        Network.named("ports")
            .input(4, 4, 3)
            .add(new NamedBlock("first", true, first))
            .add(new NamedBlock("second", true, second));

    assertThat(names(Edits.cut(ports, "left"))).containsExactly("near", "left");
    assertThat(names(Edits.cut(ports, "sum"))).containsExactly("near", "far", "left", "sum");
  }

  /** The first output has the name that the second one has in the inner block. */
  private static Network swapped() {
    Subgraph two =
        graph(
            List.of("in"),
            in ->
                SymbolicTensors.of("left", in.get("in").then("p", conv(2, 1)))
                    .and("right", in.get("in").then("q", conv(2, 1))));
    Subgraph cell =
        graph(
            List.of("in"),
            in -> {
              SymbolicTensors ports = SymbolicTensors.of("in", in.get("in")).block("two", two);
              return SymbolicTensors.of("right", ports.get("left"))
                  .and("x", ports.get("right").then("more", relu()));
            });
    return Network.named("s").input(4, 4, 2).add(new NamedBlock("cell", false, cell));
  }

  @Test
  void cutAfterBlockWithSeveralOutputsNamesThemUniquely() {
    Network cut = Edits.cut(swapped(), "cell/two");

    assertThat(names(cut)).containsExactly("cell_two_p", "cell_two_q");
    assertThat(cut.graph().outputs()).containsExactly("cell_two_p", "cell_two_q");
    assertThat(NetworkFormat.parse("s.yaml", NetworkFormat.toYaml(cut))).isEqualTo(cut);
  }

  @Test
  void rejectsInvalidNewName() {
    String message = "\"a b\" is not a valid name: use letters, digits, '_', '-' and '.'.";
    assertThatThrownBy(() -> network.renamed("a b"))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> Edits.rename("a", "a b").applyTo(network)).hasMessage(message);
    assertThatThrownBy(() -> Edits.insertAfter("a", "a b", relu()).applyTo(network))
        .hasMessage(message);
  }
}
