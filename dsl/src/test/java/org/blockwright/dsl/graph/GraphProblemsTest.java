package org.blockwright.dsl.graph;

import static org.blockwright.dsl.DescriptionAssert.assertInvalid;
import static org.blockwright.dsl.DescriptionAssert.network;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.seq;

import java.util.List;
import org.blockwright.dsl.layer.Block;
import org.blockwright.dsl.layer.Subgraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The messages of {@link GraphProblems}; those of vectors and sizes are in other tests. */
class GraphProblemsTest {
  @Test
  @Timeout(20)
  void rejectsTooManyRepetitions() {
    Block thousands = seq(identity().times(1000)).times(1000);
    String tooManyBlocks =
        "a network can have at most 10,000 blocks and layers. Use fewer repetitions.";

    assertInvalid(
        () -> relu().times(100_000_000),
        "times(...): count must be at most 10,000, got 100,000,000.");
    assertInvalid(() -> network(thousands), tooManyBlocks);
    assertInvalid(
        () -> network(conv(3, 1), seq(seq(relu().times(1000)).times(1000)).times(1000)),
        tooManyBlocks);
  }

  @Test
  void rejectsJoinOfOneInput() {
    assertInvalid(
        () -> network(conv(4, 3), add()),
        "n: \"b/add\" merges several inputs, but has only one here. Use it in branches(...) or in a graph.");
  }

  @Test
  void rejectsSecondInputOfALayer() {
    Subgraph two =
        Subgraph.of(
            List.of(
                new Subgraph.Connection(relu().named("x"), List.of("in")),
                new Subgraph.Connection(relu().named("y"), List.of("x", "in"))),
            "y");

    assertInvalid(
        () -> network(two.named("g")),
        "n: \"b/g/y\" takes one input, got 2: \"b/g/x\", \"input\". Merge them first, with add or concat.");
  }
}
