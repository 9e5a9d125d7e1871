package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.block;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.NamedBlock;
import org.junit.jupiter.api.Test;

/** Unchanged layers of edits in which new names equal old ones. */
class UnchangedLayersTest {
  private static Network withHead(Block... head) {
    return Network.named("n").input(8, 8, 3).block("a", conv(4, 3)).head(head);
  }

  private static List<String> names(Network network) {
    return network.blocks().stream().map(NamedBlock::name).toList();
  }

  @Test
  void headsCutOneAfterAnotherStaySeparate() {
    Network network =
        withHead(globalAverage().named("pool"), dense(6).named("d1"), relu(), dense(2), softmax());
    Edit edit =
        Edits.dropLast(2)
            .andThen(
                Edits.head(
                    seq(dense(5).named("e1"), dense(4).named("e2"), dense(3).named("e3")),
                    List.of()))
            .andThen(Edits.cut("e2"));

    EditResult edited = edit.edit(network);

    assertThat(names(edited.network())).containsExactly("a", "top", "top_2");
    assertThat(edited.unchangedLayers()).containsEntry("d1", "d1").doesNotContainKeys("e1", "e2");
    assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(edited.network())))
        .isEqualTo(edited.network());
  }

  @Test
  void blockNamedTopDiffersFromRestOfHead() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block("pre", conv(6, 3), globalAverage())
            .block("top", dense(6).named("t1"), relu())
            .head(dense(6).named("t1"), relu().named("rr"), dense(3).named("out"), softmax());

    EditResult edited = Edits.dropLast(2).edit(network);

    assertThat(names(edited.network())).containsExactly("pre", "top", "top_2");
    assertThat(edited.unchangedLayers())
        .containsEntry("top_t1", "top_t1")
        .containsEntry("t1", "t1");
    assertThat(edited.newlyInitialized()).isEmpty();
  }

  @Test
  void insertedBlockNamedLikeItsSequenceIsNew() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block("s", conv(4, 3))
            .block("mix", branches(add(), block("left", conv(4, 3), relu()), identity()));

    for (Edit edit :
        List.of(
            Edits.insertAfter("mix/left", "left", conv(4, 3), relu()),
            Edits.insertBefore("mix/left", "left", conv(4, 3), relu()))) {
      EditResult edited = edit.edit(network);

      assertThat(edited.newlyInitialized()).containsExactly("mix_left_left_conv");
      assertThat(edited.unchangedLayers()).containsEntry("mix_left_conv", "mix_left_conv");
    }
  }

  @Test
  void branchWithInnerBlockOfSameNameStaysUnchanged() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block(
                "mix",
                branches(
                    concat(),
                    block("a", graph(in -> in.then("a", conv(4, 3)).then("r", relu()))),
                    branch(conv(2, 1))));

    for (Edit edit :
        List.of(
            Edits.insertAfter("mix/a", "norm", batchNorm()),
            Edits.insertBefore("mix/a", "norm", batchNorm()))) {
      EditResult edited = edit.edit(network);

      assertThat(edited.newlyInitialized()).containsExactly("mix_norm");
      assertThat(edited.unchangedLayers()).containsValue("mix_a_a");
    }
  }

  /** The new block has the path that a block within the branch had before. */
  @Test
  void insertedBlockNamedLikeOneWithinBranchIsNew() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block(
                "mix",
                branches(
                    concat(),
                    block("a", graph(in -> in.then("c", conv(3, 3)).then("r", conv(3, 3)))),
                    branch(conv(2, 1))));

    EditResult edited = Edits.insertBefore("mix/a", "r", conv(3, 3)).edit(network);

    assertThat(edited.network().graph().nodes().get(0).path()).isEqualTo("mix/a/r");
    assertThat(edited.newlyInitialized())
        .containsExactly(edited.network().graph().nodes().get(0).name());
    assertThat(edited.unchangedLayers()).containsValues("mix_a_c", "mix_a_r");
  }
}
