package org.blockwright.dsl.check;

import static org.blockwright.dsl.DescriptionAssert.assertInvalid;
import static org.blockwright.dsl.DescriptionAssert.network;
import static org.blockwright.dsl.Layers.relu;

import org.blockwright.dsl.Network;
import org.junit.jupiter.api.Test;

/** The messages of {@link NameProblems}; others are in {@code NamesTest}. */
class NameProblemsTest {
  @Test
  void rejectsInvalidNames() {
    assertInvalid(
        () -> Network.named("my net"),
        "\"my net\" is not a valid name: use letters, digits, '_', '-' and '.'.");
    assertInvalid(
        () -> relu().named(""), "\"\" is not a valid name: use letters, digits, '_', '-' and '.'.");
  }

  @Test
  void rejectsVertexNamedLikeAnInput() {
    assertInvalid(
        () -> network(relu().named("input")),
        "n: \"b/input\" would be the vertex \"input\", which is an input. Rename it.");
  }
}
