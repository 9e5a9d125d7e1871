package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.branch;
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
import org.blockwright.dsl.Network;
import org.blockwright.dsl.SymbolicTensor;
import org.blockwright.dsl.SymbolicTensors;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.NamedBlock;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

class BlockEditTest {
  private final Network network = network(4);

  private static Network network(int filters) {
    return Network.named("n")
        .input(8, 8, 3)
        .block("a", conv(filters, 3), relu())
        .block(
            "b", branches(add(), branch(conv(4, 3), relu()).named("way"), conv(4, 1).named("side")))
        .graph(
            "c",
            in -> {
              SymbolicTensor one = in.then("one", conv(4, 1));
              SymbolicTensor other = one.then("other", conv(4, 1));
              return one.add("both", other);
            })
        .head(globalAverage().named("pool"), dense(2).named("fc"), softmax())
        .labels("no", "yes");
  }

  /** A block with two outputs, followed by one with two inputs. */
  private static Network networkWithPorts() {
    return Network.named("p")
        .input(4, 4, 3)
        .add(
            new NamedBlock(
                "s1",
                true,
                graph(
                    List.of("in"),
                    in -> {
                      SymbolicTensor x = in.get("in").then("x1", conv(4, 3));
                      return SymbolicTensors.of("x", x).and("y", x.then("y1", conv(4, 3)));
                    })))
        .add(
            new NamedBlock(
                "s2",
                true,
                graph(
                    List.of("x", "y"),
                    in -> SymbolicTensors.of("out", in.get("x").add("x2", in.get("y"))))));
  }

  private static List<String> paths(Network n) {
    return n.graph().nodes().stream().map(Node::path).toList();
  }

  private static Node node(Network n, String path) {
    return n.graph().node(path);
  }

  @Test
  void replacedLayerKeepsItsName() {
    Network changed = Edits.replace("a_conv", conv(7, 5)).applyTo(network);

    assertThat(changed).isNotEqualTo(network);
    assertThat(node(changed, "a_conv").layer()).isEqualTo(conv(7, 5));
    assertThat(node(changed, "a_relu").shape()).isEqualTo(Shape.of(8, 8, 7));
    assertThat(Edits.replace("a/conv", conv(4, 3)).applyTo(changed)).isEqualTo(network);
  }

  @Test
  void replacesBlockByOtherLayers() {
    Network changed = Edits.replace("b", conv(6, 3), batchNorm()).applyTo(network);

    assertThat(paths(changed)).contains("b/conv", "b/bn").doesNotContain("b/add");
    assertThat(node(changed, "c/one").inputs()).containsExactly("b_bn");
  }

  @Test
  void replacesJoinsAndBlocksOfGraphs() {
    Network changed =
        Edits.replace("b/add", concat())
            .andThen(Edits.replace("c/other", conv(4, 3), relu()))
            .applyTo(network);

    assertThat(node(changed, "b_add").shape().channels()).isEqualTo(8);
    assertThat(node(changed, "both").inputs()).containsExactly("one", "other_relu");
  }

  @Test
  void rejectsReplacementThatDoesNotFit() {
    assertThatThrownBy(() -> Edits.replace("b/side", conv(5, 1)).applyTo(network))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: cannot add \"b/way/relu\" (8x8x4) and \"b/side\" (8x8x5) at \"b/add\": the shapes differ. Put a convolution into the shortcut that makes them equal.");
    assertThatThrownBy(() -> Edits.replace("b/add", relu()).applyTo(network))
        .hasMessage(
            "branches(...) needs a layer that merges several inputs, add() or concat(), got \"relu\".");
  }

  @Test
  void insertsIntoSequence() {
    Network changed =
        Edits.insertBefore("a_relu", "bn", batchNorm())
            .andThen(Edits.insertAfter("a_relu", "last", conv(4, 1)))
            .applyTo(network);

    assertThat(paths(changed)).startsWith("a/conv", "a/bn", "a/relu", "a/last", "b/way/conv");
    assertThat(node(changed, "b_way_conv").inputs()).containsExactly("a_last");
  }

  @Test
  void insertsTopLevelBlocks() {
    Network changed =
        Edits.insertAfter("c", "e", conv(4, 1), relu())
            .andThen(Edits.insertBefore("head", "f", conv(3, 1)))
            .applyTo(network);

    assertThat(changed.blocks().stream().map(NamedBlock::name))
        .containsExactly("a", "b", "c", "e", "f", "head");
    assertThat(node(changed, "e_conv").inputs()).containsExactly("both");
  }

  @Test
  void insertsIntoBranches() {
    Network changed =
        Edits.insertBefore("b/way", "first", conv(4, 1))
            .andThen(Edits.insertAfter("b/side", "bn", batchNorm()))
            .applyTo(network);

    assertThat(node(changed, "b/way/conv").inputs()).containsExactly("b_way_first");
    assertThat(node(changed, "b_add").inputs()).containsExactly("b_way_relu", "b_bn");
    assertThat(node(changed, "b_bn").inputs()).containsExactly("b_side");
  }

  @Test
  void insertingAfterJoinIsInsertingAfterBranches() {
    Network changed = Edits.insertAfter("b_add", "after", relu()).applyTo(network);

    assertThat(changed).isEqualTo(Edits.insertAfter("b", "after", relu()).applyTo(network));
    assertThat(node(changed, "after").inputs()).containsExactly("b_add");
  }

  @Test
  void insertsIntoGraphs() {
    Network changed =
        Edits.insertBefore("other", "p", relu())
            .andThen(Edits.insertAfter("one", "q", batchNorm()))
            .applyTo(network);

    assertThat(node(changed, "q").inputs()).containsExactly("one");
    assertThat(node(changed, "p").inputs()).containsExactly("q");
    assertThat(node(changed, "other").inputs()).containsExactly("p");
    assertThat(node(changed, "both").inputs()).containsExactly("q", "other");
  }

  @Test
  void rejectsInsertionAtSeveralInputsOrOutputs() {
    assertThatThrownBy(() -> Edits.insertBefore("both", "x", relu()).applyTo(network))
        .hasMessage(
            "n: nothing can be inserted before \"c/both\", since it has several inputs: \"c/one\", \"c/other\". Insert after one of them.");
    assertThatThrownBy(() -> Edits.insertAfter("s1", "x", relu()).applyTo(networkWithPorts()))
        .hasMessage(
            "p: nothing can be inserted after \"s1\", since it has several outputs: \"s1/x1\", \"s1/y1\". Insert after one of them, or before a block that takes one of them as input.");
    assertThatThrownBy(() -> Edits.insertAfter("head", "x", relu()).applyTo(network))
        .hasMessage("n already has a head. Add blocks before it.");
    assertThatThrownBy(() -> Edits.insertAfter("a/relu", "conv", relu()).applyTo(network))
        .hasMessage("the name \"conv\" is used twice. Rename one of the two.");
  }

  @Test
  void removalConnectsInputToConsumers() {
    Network changed =
        Edits.remove("a_relu")
            .andThen(Edits.remove("c/one"))
            .andThen(Edits.remove("b/side"))
            .applyTo(network);

    assertThat(node(changed, "b/way/conv").inputs()).containsExactly("a_conv");
    assertThat(node(changed, "b/add").inputs()).containsExactly("b_way_relu", "a_conv");
    assertThat(node(changed, "both").inputs()).containsExactly("b_add", "other");
  }

  @Test
  void removesBlocks() {
    Network changed = Edits.remove("b").applyTo(network);

    assertThat(paths(changed)).noneMatch(path -> path.startsWith("b/"));
    assertThat(node(changed, "one").inputs()).containsExactly("a_relu");
    assertThat(Edits.remove("head").applyTo(network)).isEqualTo(network.withoutHead());
  }

  @Test
  void rejectsRemovalAtSeveralInputsOrOutputs() {
    assertThatThrownBy(() -> Edits.remove("b_add").applyTo(network))
        .hasMessage(
            "n: \"b/add\" cannot be removed, since it has several inputs: \"b/way/relu\", \"b/side\". Replace it, or remove the block that contains it.");
    assertThatThrownBy(() -> Edits.remove("s1").applyTo(networkWithPorts()))
        .hasMessage(
            "p: \"s1\" cannot be removed, since it has several outputs: \"s1/x1\", \"s1/y1\", but one input. Replace it, or remove the blocks in it.");
    assertThatThrownBy(() -> Edits.remove("a_reul").applyTo(network))
        .hasMessage(
            "n has no layer or block \"a_reul\". Did you mean \"a_relu\"? Its blocks: a, b, c, head.");
  }

  @Test
  void rejectsRemovalAfterWhichLabelsDoNotFit() {
    assertThatThrownBy(() -> Edits.remove("fc").applyTo(network))
        .hasMessage(
            "n has 2 labels, but the shape of its output is 4. Set the units of its last dense layer to the number of labels.");
  }

  @Test
  void renamingBlockRenamesItsVertices() {
    Network changed =
        Edits.rename("a", "stem").andThen(Edits.rename("one", "near")).applyTo(network);

    assertThat(paths(changed)).startsWith("stem/conv", "stem/relu").contains("c/near");
    assertThat(node(changed, "stem_relu").inputs()).containsExactly("stem_conv");
    assertThat(node(changed, "other").inputs()).containsExactly("near");
    assertThat(Edits.rename("stem", "a").andThen(Edits.rename("near", "one")).applyTo(changed))
        .isEqualTo(network);
  }

  @Test
  void rejectsNameThatIsTaken() {
    assertThatThrownBy(() -> Edits.rename("a", "b").applyTo(network))
        .hasMessage("the name \"b\" is used twice. Rename one of the two.");
    assertThatThrownBy(() -> Edits.rename("a", "head").applyTo(network))
        .hasMessage(
            "n: the name \"head\" is reserved for the head. Use head(...), or choose another name.");
  }

  @Test
  void reportsUnchangedLayers() {
    assertThat(Edits.rename("a", "stem").edit(network).unchangedLayers())
        .containsEntry("stem_conv", "a_conv")
        .containsEntry("b_add", "b_add");
    assertThat(Edits.rename("a", "stem").edit(network).newlyInitialized()).isEmpty();
    // A layer with more input channels than before is a different layer.
    assertThat(Edits.replace("a_conv", conv(7, 3)).edit(network).newlyInitialized())
        .containsExactly("a_conv", "b_way_conv", "b_side");
    // A replacement is new even if it is equal.
    assertThat(Edits.replace("a_conv", conv(4, 3)).edit(network).newlyInitialized())
        .containsExactly("a_conv");
    assertThat(Edits.insertAfter("b/side", "bn", batchNorm()).edit(network))
        .satisfies(edited -> assertThat(edited.newlyInitialized()).containsExactly("b_bn"))
        .satisfies(
            edited -> assertThat(edited.unchangedLayers()).containsEntry("b_side", "b_side"));
    assertThat(Edits.relabel(List.of("x", "y", "z")).edit(network).newlyInitialized())
        .containsExactly("fc");
    assertThat(Edits.head(Heads.flattened(), List.of("no", "yes")).edit(network).newlyInitialized())
        .containsExactly("linear");
    assertThat(Edits.cut("head/pool").edit(network).unchangedLayers())
        .containsEntry("pool", "pool");
  }

  @Test
  void chainedEditsTrackUnchangedLayers() {
    EditResult edited =
        Edits.rename("a", "x")
            .andThen(Edits.rename("x", "y"))
            .andThen(Edits.insertAfter("y", "z", conv(4, 3)))
            .andThen(Edits.replace("c/other", conv(4, 1)))
            .andThen(Edits.rename("c/other", "another"))
            .edit(network);

    assertThat(edited.unchangedLayers()).containsEntry("y_conv", "a_conv");
    assertThat(edited.newlyInitialized()).containsExactly("z", "another");
  }

  @Test
  void editDoesNotModifyOriginalNetwork() {
    Edits.remove("b").andThen(Edits.rename("a", "z")).applyTo(network);

    assertThat(network).isEqualTo(network(4));
  }

  @Test
  void denseLayerAfterFlattenFitsFeatureMap() {
    Network flat = Edits.replace("head/pool", flatten()).applyTo(network);

    assertThat(node(flat, "fc").shape()).isEqualTo(Shape.units(2));
    assertThat(flat.graph().parameters(node(flat, "fc")).get(0).shape()).containsExactly(256, 2);
  }

  @Test
  void insertsAfterBlockThatIsReferencedByOutputName() {
    Network ports =
        Network.named("n")
            .input(4, 4, 3)
            .add(
                new NamedBlock(
                    "body",
                    true,
                    graph(
                        List.of("in"),
                        in -> {
                          SymbolicTensor stem = in.get("in").then("stem", conv(3, 1));
                          SymbolicTensors cell =
                              SymbolicTensors.of("x", stem)
                                  .block(
                                      "cell",
                                      graph(
                                          List.of("x"),
                                          x ->
                                              SymbolicTensors.of(
                                                  "sum", x.get("x").then("c", conv(3, 1)))));
                          return SymbolicTensors.of("all", cell.get("sum").add("both", stem));
                        })));

    Network after = Edits.insertAfter("body/cell", "norm", batchNorm()).applyTo(ports);

    assertThat(node(after, "body/norm").inputs())
        .containsExactly(node(after, "body/cell/c").name());
    assertThat(node(after, "body/both").inputs())
        .containsExactly(node(after, "body/norm").name(), node(after, "body/stem").name());
  }

  /** The output names of a sequence are those of its last block. */
  @Test
  void replacesLastBlockOfSequenceThatIsReferencedByOutputName() {
    Network sequence =
        NetworkFormat.parse(
            "sequence.yaml",
            """
            name: n
            input: 4x4x3
            blocks:
              - name: body
                graph:
                  blocks:
                    - name: seq
                      inputs: in
                      seq:
                        - {name: first, conv: {kernel: 1, filters: 3}}
                        - name: cell
                          graph:
                            blocks: [{name: c, inputs: in, conv: {kernel: 1, filters: 3}}]
                            outputs: {sum: c}
                    - {name: both, inputs: ["seq:sum", in], add: {}}
                  output: both
            """);

    Network after = Edits.replace("body/seq/cell", relu()).applyTo(sequence);

    assertThat(node(after, "body/both").inputs())
        .containsExactly(node(after, "body/seq/cell").name(), "input");
  }

  /** A head without layers could be saved, but not opened. */
  @Test
  void rejectsRemovalOfOnlyLayerOfHead() {
    Network one = Network.named("n").input(8, 8, 3).block("a", conv(4, 3)).head(globalAverage());

    assertThatThrownBy(() -> Edits.remove("head/pool").applyTo(one))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "n: the head has no layers. Add some, for instance head(globalAverage(), dense(n), softmax()), or omit the head.");
  }
}
