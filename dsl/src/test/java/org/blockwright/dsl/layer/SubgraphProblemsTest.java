package org.blockwright.dsl.layer;

import static org.blockwright.dsl.DescriptionAssert.assertInvalid;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.relu;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The messages of {@link SubgraphProblems}; others are in {@code SymbolicTensorsTest}. */
class SubgraphProblemsTest {
  @Test
  void rejectsBranchesWithoutJoin() {
    assertInvalid(
        () -> branches(relu(), branch(relu()), identity()),
        "branches(...) needs a layer that merges several inputs, add() or concat(), got \"relu\".");
  }

  @Test
  void rejectsUnusedBlock() {
    assertInvalid(
        () ->
            Subgraph.of(
                List.of(
                    new Subgraph.Connection(relu().named("x"), List.of("in")),
                    new Subgraph.Connection(conv(4, 3).named("y"), List.of("in"))),
                "x"),
        "\"y\" is not used: no later block takes it as input, and it is not the output \"x\". Connect it, or remove it.");
  }

  @Test
  void rejectsBlockNamedLikeAnInputOfItsGraph() {
    assertInvalid(
        () ->
            Subgraph.of(List.of(new Subgraph.Connection(relu().named("in"), List.of("in"))), "in"),
        "the name \"in\" is used twice. Rename one of the two.");
  }
}
