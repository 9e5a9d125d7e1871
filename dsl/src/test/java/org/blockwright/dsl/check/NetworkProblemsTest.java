package org.blockwright.dsl.check;

import static org.blockwright.dsl.DescriptionAssert.assertInvalid;
import static org.blockwright.dsl.DescriptionAssert.network;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;

import java.util.List;
import org.blockwright.dsl.Network;
import org.junit.jupiter.api.Test;

/** The messages of {@link NetworkProblems}; others are in {@code SymbolicTensorsTest}. */
class NetworkProblemsTest {
  @Test
  void rejectsNetworkWithoutInput() {
    String message = "n needs an input. Add one, for instance input(224, 224, 3).";

    assertInvalid(() -> Network.named("n").inputs(), message);
    assertInvalid(() -> network(conv(4, 3)).inputs(List.of()), message);
  }

  @Test
  void rejectsHeadWithoutLayers() {
    String message =
        "n: the head has no layers. Add some, for instance head(globalAverage(), dense(n), softmax()), or omit the head.";

    assertInvalid(() -> network(conv(4, 3)).head(), message);
    assertInvalid(() -> network(conv(4, 3)).head(seq()), message);
  }

  @Test
  void rejectsBlockAfterTheHead() {
    assertInvalid(
        () -> network(conv(4, 3)).head(flatten(), dense(2)).block("late", relu()),
        "n already has a head. Add blocks before it.");
  }

  @Test
  void rejectsDuplicateLabels() {
    assertInvalid(
        () -> network(globalAverage(), dense(2)).labels("a", "a"),
        "n: duplicate label \"a\". Each output needs its own label.");
  }

  @Test
  void rejectsLabelCharactersThatFilesDoNotPreserve() {
    assertInvalid(
        () -> network(globalAverage(), dense(2)).labels("a", "b\u0085"),
        "n: a label contains the character U+0085, which YAML and JSON files do not preserve. Remove it.");
    assertInvalid(
        () -> network(globalAverage(), dense(2)).labels("a", "b\uD83D"),
        "n: a label contains the character U+D83D, which YAML and JSON files do not preserve. Remove it.");
  }

  @Test
  void rejectsLabelsThatDoNotMatchTheLastLayer() {
    assertInvalid(
        () -> network(conv(4, 3)).head(flatten(), dense(2)).labels("a", "b", "c"),
        "n has 3 labels, but the shape of its output is 2. Set the units of its last dense layer to the number of labels.");
  }
}
