package org.blockwright.dsl.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.arm;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.block;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.List;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.format.NetworkFormat;
import org.junit.jupiter.api.Test;

/** Which layers an edit takes for those that were there, where names could mislead it. */
class KeptLayersTest {
  private static Network withHead(Piece... head) {
    return Network.named("n").input(8, 8, 3).block("a", conv(3, 4)).head(head);
  }

  private static List<String> names(Network network) {
    return network.parts().stream().map(Part::name).toList();
  }

  @Test
  void headsThatAreCutOneAfterTheOtherStayApart() {
    Network network =
        withHead(globalAverage().named("pool"), dense(6).named("d1"), relu(), dense(2), softmax());
    Edit edit =
        Edits.dropLast(2)
            .then(
                Edits.head(
                    seq(dense(5).named("e1"), dense(4).named("e2"), dense(3).named("e3")),
                    List.of()))
            .then(Edits.cut("e2"));

    Edited edited = edit.edit(network);

    assertThat(names(edited.network())).containsExactly("a", "top", "top_2");
    assertThat(edited.kept()).containsEntry("d1", "d1").doesNotContainKeys("e1", "e2");
    assertThat(NetworkFormat.parse("n.yaml", NetworkFormat.toYaml(edited.network())))
        .isEqualTo(edited.network());
  }

  @Test
  void aBlockCalledTopIsNotTakenForWhatIsKeptOfTheHead() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block("pre", conv(3, 6), globalAverage())
            .block("top", dense(6).named("t1"), relu())
            .head(dense(6).named("t1"), relu().named("rr"), dense(3).named("out"), softmax());

    Edited edited = Edits.dropLast(2).edit(network);

    assertThat(names(edited.network())).containsExactly("pre", "top", "top_2");
    assertThat(edited.kept()).containsEntry("top_t1", "top_t1").containsEntry("t1", "t1");
    assertThat(edited.fresh()).isEmpty();
  }

  @Test
  void aNewPartCalledAsTheRowThatItJoinsIsNew() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block("s", conv(3, 4))
            .block("mix", branches(add(), block("left", conv(3, 4), relu()), arm()));

    for (Edit edit :
        List.of(
            Edits.insertAfter("mix/left", "left", conv(3, 4), relu()),
            Edits.insertBefore("mix/left", "left", conv(3, 4), relu()))) {
      Edited edited = edit.edit(network);

      assertThat(edited.fresh()).containsExactly("mix_left_left_conv");
      assertThat(edited.kept()).containsEntry("mix_left_conv", "mix_left_conv");
    }
  }

  @Test
  void anArmThatHoldsAPartOfItsOwnNameKeepsIt() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block(
                "mix",
                branches(
                    concat(),
                    block("a", graph(in -> in.then("a", conv(3, 4)).then("r", relu()))),
                    arm(conv(1, 2))));

    for (Edit edit :
        List.of(
            Edits.insertAfter("mix/a", "norm", batchNorm()),
            Edits.insertBefore("mix/a", "norm", batchNorm()))) {
      Edited edited = edit.edit(network);

      assertThat(edited.fresh()).containsExactly("mix_norm");
      assertThat(edited.kept()).containsValue("mix_a_a");
    }
  }

  /** The new part stands where the arm's own part of that name stood before. */
  @Test
  void aNewPartCalledAsOneWithinTheArmIsNew() {
    Network network =
        Network.named("n")
            .input(8, 8, 3)
            .block(
                "mix",
                branches(
                    concat(),
                    block("a", graph(in -> in.then("c", conv(3, 3)).then("r", conv(3, 3)))),
                    arm(conv(1, 2))));

    Edited edited = Edits.insertBefore("mix/a", "r", conv(3, 3)).edit(network);

    assertThat(edited.network().graph().nodes().get(0).path()).isEqualTo("mix/a/r");
    assertThat(edited.fresh()).containsExactly(edited.network().graph().nodes().get(0).name());
    assertThat(edited.kept()).containsValues("mix_a_c", "mix_a_r");
  }
}
