package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.arm;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Flow;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Ports;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.format.NetworkFormat;
import org.junit.jupiter.api.Test;

class SurgeryTest {
  private final Network network = network(4);

  private static Network network(int filters) {
    return Network.named("n")
        .input(8, 8, 3)
        .block("a", conv(3, filters), relu())
        .block("b", branches(add(), arm(conv(3, 4), relu()).named("way"), conv(1, 4).named("side")))
        .graph(
            "c",
            in -> {
              Flow one = in.then("one", conv(1, 4));
              Flow other = one.then("other", conv(1, 4));
              return one.plus("both", other);
            })
        .head(globalAverage().named("pool"), dense(2).named("fc"), softmax())
        .labels("no", "yes");
  }

  /** Two outputs, then two inputs. */
  private static Network ported() {
    return Network.named("p")
        .input(4, 4, 3)
        .plus(
            new Part(
                "s1",
                true,
                graph(
                    List.of("in"),
                    in -> {
                      Flow x = in.get("in").then("x1", conv(3, 4));
                      return Ports.of("x", x).and("y", x.then("y1", conv(3, 4)));
                    })))
        .plus(
            new Part(
                "s2",
                true,
                graph(
                    List.of("x", "y"),
                    in -> Ports.of("out", in.get("x").plus("x2", in.get("y"))))));
  }

  private static List<String> paths(Network n) {
    return n.graph().nodes().stream().map(Node::path).toList();
  }

  private static Node node(Network n, String path) {
    return n.graph().node(path);
  }

  @Test
  void aReplacedLayerKeepsItsNameAndShapesFollow() {
    Network changed = Edits.replace("a_conv", conv(5, 7)).of(network);

    assertThat(changed).isNotEqualTo(network);
    assertThat(node(changed, "a_conv").layer()).isEqualTo(conv(5, 7));
    assertThat(node(changed, "a_relu").shape()).isEqualTo(Shape.of(8, 8, 7));
    assertThat(Edits.replace("a/conv", conv(3, 4)).of(changed)).isEqualTo(network);
  }

  @Test
  void aReplacedBlockMayHaveOtherLayers() {
    Network changed = Edits.replace("b", conv(3, 6), batchNorm()).of(network);

    assertThat(paths(changed)).contains("b/conv", "b/bn").doesNotContain("b/add");
    assertThat(node(changed, "c/one").inputs()).containsExactly("b_bn");
  }

  @Test
  void joinsAndPartsOfGraphsAreReplacedAsWell() {
    Network changed =
        Edits.replace("b/add", concat())
            .then(Edits.replace("c/other", conv(3, 4), relu()))
            .of(network);

    assertThat(node(changed, "b_add").shape().channels()).isEqualTo(8);
    assertThat(node(changed, "both").inputs()).containsExactly("one", "other_relu");
  }

  @Test
  void whatDoesNotFitIsReportedAsUsual() {
    assertThatThrownBy(() -> Edits.replace("b/side", conv(1, 5)).of(network))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: cannot add \"b/way/relu\" (8x8x4) and \"b/side\" (8x8x5) at \"b/add\": shapes differ. A shortcut that changes them needs a convolution of its own.");
    assertThatThrownBy(() -> Edits.replace("b/add", relu()).of(network))
        .hasMessage(
            "branches(...) must end in a join that takes several inputs, add() or concat(); \"relu\" takes one.");
  }

  @Test
  void partsAreInsertedIntoARow() {
    Network changed =
        Edits.insertBefore("a_relu", "bn", batchNorm())
            .then(Edits.insertAfter("a_relu", "last", conv(1, 4)))
            .of(network);

    assertThat(paths(changed)).startsWith("a/conv", "a/bn", "a/relu", "a/last", "b/way/conv");
    assertThat(node(changed, "b_way_conv").inputs()).containsExactly("a_last");
  }

  @Test
  void blocksAreInsertedIntoTheNetwork() {
    Network changed =
        Edits.insertAfter("c", "e", conv(1, 4), relu())
            .then(Edits.insertBefore("head", "f", conv(1, 3)))
            .of(network);

    assertThat(changed.parts().stream().map(Part::name))
        .containsExactly("a", "b", "c", "e", "f", "head");
    assertThat(node(changed, "e_conv").inputs()).containsExactly("both");
  }

  @Test
  void partsAreInsertedIntoArms() {
    Network changed =
        Edits.insertBefore("b/way", "first", conv(1, 4))
            .then(Edits.insertAfter("b/side", "bn", batchNorm()))
            .of(network);

    assertThat(node(changed, "b/way/conv").inputs()).containsExactly("b_way_first");
    assertThat(node(changed, "b_add").inputs()).containsExactly("b_way_relu", "b_bn");
    assertThat(node(changed, "b_bn").inputs()).containsExactly("b_side");
  }

  @Test
  void whatFollowsAJoinFollowsItsBranches() {
    Network changed = Edits.insertAfter("b_add", "after", relu()).of(network);

    assertThat(changed).isEqualTo(Edits.insertAfter("b", "after", relu()).of(network));
    assertThat(node(changed, "after").inputs()).containsExactly("b_add");
  }

  @Test
  void partsAreInsertedIntoGraphs() {
    Network changed =
        Edits.insertBefore("other", "p", relu())
            .then(Edits.insertAfter("one", "q", batchNorm()))
            .of(network);

    assertThat(node(changed, "q").inputs()).containsExactly("one");
    assertThat(node(changed, "p").inputs()).containsExactly("q");
    assertThat(node(changed, "other").inputs()).containsExactly("p");
    assertThat(node(changed, "both").inputs()).containsExactly("q", "other");
  }

  @Test
  void aPartIsNotInsertedWhereThereAreSeveralValues() {
    assertThatThrownBy(() -> Edits.insertBefore("both", "x", relu()).of(network))
        .hasMessage(
            "n: \"c/both\" takes several inputs: \"c/one\", \"c/other\". Insert after one of them.");
    assertThatThrownBy(() -> Edits.insertAfter("s1", "x", relu()).of(ported()))
        .hasMessage(
            "p: \"s1\" gives several outputs: \"s1/x1\", \"s1/y1\". Insert after one of them, or before one of its readers.");
    assertThatThrownBy(() -> Edits.insertAfter("head", "x", relu()).of(network))
        .hasMessage("n has its head already; blocks come before it.");
    assertThatThrownBy(() -> Edits.insertAfter("a/relu", "conv", relu()).of(network))
        .hasMessage("two parts are called \"conv\"; give one of them another name.");
  }

  @Test
  void theReadersOfARemovedPartReadWhatItRead() {
    Network changed =
        Edits.remove("a_relu").then(Edits.remove("c/one")).then(Edits.remove("b/side")).of(network);

    assertThat(node(changed, "b/way/conv").inputs()).containsExactly("a_conv");
    assertThat(node(changed, "b/add").inputs()).containsExactly("b_way_relu", "a_conv");
    assertThat(node(changed, "both").inputs()).containsExactly("b_add", "other");
  }

  @Test
  void blocksAreRemovedWhole() {
    Network changed = Edits.remove("b").of(network);

    assertThat(paths(changed)).noneMatch(path -> path.startsWith("b/"));
    assertThat(node(changed, "one").inputs()).containsExactly("a_relu");
    assertThat(Edits.remove("head").of(network)).isEqualTo(network.withoutHead());
  }

  @Test
  void whatHasSeveralInputsOrOutputsIsNotRemoved() {
    assertThatThrownBy(() -> Edits.remove("b_add").of(network))
        .hasMessage(
            "n: \"b/add\" takes several inputs: \"b/way/relu\", \"b/side\", so its readers cannot read what it read. Replace it, or remove the block that it stands in.");
    assertThatThrownBy(() -> Edits.remove("s1").of(ported()))
        .hasMessage(
            "p: \"s1\" gives several outputs: \"s1/x1\", \"s1/y1\", and reads one. Replace it, or remove the parts within it.");
    assertThatThrownBy(() -> Edits.remove("a_reul").of(network))
        .hasMessage(
            "n has no layer or block \"a_reul\". Did you mean \"a_relu\"? Its blocks: a, b, c, head.");
  }

  @Test
  void labelsMustStillFit() {
    assertThatThrownBy(() -> Edits.remove("fc").of(network))
        .hasMessage(
            "n has 2 labels but its last layer gives 4. Size its last dense layer to the labels.");
  }

  @Test
  void aRenamedBlockBeginsTheNamesOfItsVertices() {
    Network changed = Edits.rename("a", "stem").then(Edits.rename("one", "near")).of(network);

    assertThat(paths(changed)).startsWith("stem/conv", "stem/relu").contains("c/near");
    assertThat(node(changed, "stem_relu").inputs()).containsExactly("stem_conv");
    assertThat(node(changed, "other").inputs()).containsExactly("near");
    assertThat(Edits.rename("stem", "a").then(Edits.rename("near", "one")).of(changed))
        .isEqualTo(network);
  }

  @Test
  void aNameIsGivenOnce() {
    assertThatThrownBy(() -> Edits.rename("a", "b").of(network))
        .hasMessage("two parts are called \"b\"; give one of them another name.");
    assertThatThrownBy(() -> Edits.rename("a", "head").of(network))
        .hasMessage(
            "n: \"head\" is the name of a network's end. Use head(...) for it, and another name here.");
  }

  @Test
  void anEditTellsWhichLayersItKept() {
    assertThat(Edits.rename("a", "stem").edit(network).kept())
        .containsEntry("stem_conv", "a_conv")
        .containsEntry("b_add", "b_add");
    assertThat(Edits.rename("a", "stem").edit(network).fresh()).isEmpty();
    // what reads more channels than before is another layer
    assertThat(Edits.replace("a_conv", conv(3, 7)).edit(network).fresh())
        .containsExactly("a_conv", "b_way_conv", "b_side");
    // a replacement is new even where it looks the same
    assertThat(Edits.replace("a_conv", conv(3, 4)).edit(network).fresh()).containsExactly("a_conv");
    assertThat(Edits.insertAfter("b/side", "bn", batchNorm()).edit(network))
        .satisfies(edited -> assertThat(edited.fresh()).containsExactly("b_bn"))
        .satisfies(edited -> assertThat(edited.kept()).containsEntry("b_side", "b_side"));
    assertThat(Edits.relabel(List.of("x", "y", "z")).edit(network).fresh()).containsExactly("fc");
    assertThat(Edits.head(Heads.linear(2), List.of("no", "yes")).edit(network).fresh())
        .containsExactly("linear");
    assertThat(Edits.cut("head/pool").edit(network).kept()).containsEntry("pool", "pool");
  }

  @Test
  void editsInARowRememberWhereLayersCameFrom() {
    Edited edited =
        Edits.rename("a", "x")
            .then(Edits.rename("x", "y"))
            .then(Edits.insertAfter("y", "z", conv(3, 4)))
            .then(Edits.replace("c/other", conv(1, 4)))
            .then(Edits.rename("c/other", "another"))
            .edit(network);

    assertThat(edited.kept()).containsEntry("y_conv", "a_conv");
    assertThat(edited.fresh()).containsExactly("z", "another");
  }

  @Test
  void anEditLeavesTheNetworkItself() {
    Edits.remove("b").then(Edits.rename("a", "z")).of(network);

    assertThat(network).isEqualTo(network(4));
  }

  @Test
  void flattenedHeadsFollowTheSizeOfTheMap() {
    Network flat = Edits.replace("head/pool", flatten()).of(network);

    assertThat(node(flat, "fc").shape()).isEqualTo(Shape.units(2));
    assertThat(flat.graph().parameters(node(flat, "fc")).get(0).shape()).containsExactly(256, 2);
  }

  @Test
  void aPartMayFollowOneThatIsReadByItsPort() {
    Network ports =
        Network.named("n")
            .input(4, 4, 3)
            .plus(
                new Part(
                    "body",
                    true,
                    graph(
                        List.of("in"),
                        in -> {
                          Flow stem = in.get("in").then("stem", conv(1, 3));
                          Ports cell =
                              Ports.of("x", stem)
                                  .block(
                                      "cell",
                                      graph(
                                          List.of("x"),
                                          x -> Ports.of("sum", x.get("x").then("c", conv(1, 3)))));
                          return Ports.of("all", cell.get("sum").plus("both", stem));
                        })));

    Network after = Edits.insertAfter("body/cell", "norm", batchNorm()).of(ports);

    assertThat(node(after, "body/norm").inputs())
        .containsExactly(node(after, "body/cell/c").name());
    assertThat(node(after, "body/both").inputs())
        .containsExactly(node(after, "body/norm").name(), node(after, "body/stem").name());
  }

  /** A sequence gives what its last part gives, so its readers may name that one's output. */
  @Test
  void theLastPartOfARowThatIsReadByItsPortMayBeReplaced() {
    Network rows =
        NetworkFormat.parse(
            "rows.yaml",
            """
            name: n
            input: 4x4x3
            blocks:
              - name: body
                graph:
                  parts:
                    - name: row
                      reads: in
                      seq:
                        - {name: first, conv: {kernel: 1, filters: 3}}
                        - name: cell
                          graph:
                            parts: [{name: c, reads: in, conv: {kernel: 1, filters: 3}}]
                            outputs: {sum: c}
                    - {name: both, reads: ["row:sum", in], add: {}}
                  output: both
            """);

    Network after = Edits.replace("body/row/cell", relu()).of(rows);

    assertThat(node(after, "body/both").inputs())
        .containsExactly(node(after, "body/row/cell").name(), "input");
  }

  /** A head of no layers could be saved, but not opened. */
  @Test
  void theOnlyLayerOfAHeadStays() {
    Network one = Network.named("n").input(8, 8, 3).block("a", conv(3, 4)).head(globalAverage());

    assertThatThrownBy(() -> Edits.remove("head/pool").of(one))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: the head has no layers. Give it some, for instance head(globalAverage(), dense(n), softmax()), or leave it out.");
  }
}
