package org.blockwright.dsl.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.blockwright.dsl.DescriptionAssert.network;
import static org.blockwright.dsl.Layers.add;
import static org.blockwright.dsl.Layers.branch;
import static org.blockwright.dsl.Layers.branches;
import static org.blockwright.dsl.Layers.concat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.identity;
import static org.blockwright.dsl.Layers.maxPool;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

/** Problems are values: kind, location, message and advice, and a location in a file. */
class InvalidDescriptionExceptionTest {
  private static InvalidDescriptionException invalid(ThrowingCallable call) {
    return catchThrowableOfType(InvalidDescriptionException.class, call);
  }

  @Test
  void aCheckOfAnArgumentHasOneProblem() {
    assertThat(invalid(() -> conv(0, 3)).problems())
        .containsExactly(
            Problem.of(Problem.Kind.ARGUMENT, "", "conv(...): filters must be at least 1, got 0."));
  }

  @Test
  void aNetworkHasAllIndependentProblemsWithTheirLayers() {
    InvalidDescriptionException e =
        invalid(
            () ->
                network(
                    branches(
                        concat(),
                        branch(dense(3)),
                        branch(branches(add(), branch(conv(4, 3)), identity())))));

    assertThat(e.problems())
        .extracting(Problem::kind, Problem::location)
        .containsExactly(
            tuple(Problem.Kind.INPUT_SHAPE, "b/branch1/dense"),
            tuple(Problem.Kind.CANNOT_ADD, "b/branch2/branches/add"));
    assertThat(e).hasMessageStartingWith("n has 2 problems:\n  1. \"b/branch1/dense\" ");
    assertThat(e.fileLocation()).isEmpty();
  }

  @Test
  void adviceIsSeparateFromTheMessage() {
    Network network = Network.named("small").input(64, 64, 3).blocks("block", 5, i -> maxPool(2));

    Problem problem = invalid(() -> network.input(Shape.of(16, 16, 3))).problems().get(0);

    assertThat(problem.kind()).isEqualTo(Problem.Kind.SHRINKS_TO_NOTHING);
    assertThat(problem.location()).isEqualTo("block5");
    assertThat(problem.message())
        .isEqualTo("\"block5\" would shrink 1x1 to nothing (kernel 2, stride 2).");
    assertThat(problem.advice())
        .isEqualTo("Input 16x16 is too small; this network needs at least 32x32.");
    assertThat(problem.text()).isEqualTo(problem.message() + " " + problem.advice());
  }

  @Test
  void aProblemInAFileHasItsLocation() {
    InvalidDescriptionException nested =
        invalid(
            () ->
                NetworkFormat.parse(
                    "a.yaml",
                    "name: n\ninput: 8x8x3\nblocks:\n  - {name: x, dense: {units: 2}}\n"));
    InvalidDescriptionException syntax = invalid(() -> NetworkFormat.parse("a.yaml", ""));

    assertThat(nested.fileLocation()).contains("a.yaml:4:5");
    assertThat(nested.problems()).extracting(Problem::location).containsExactly("x");
    assertThat(nested).hasMessageStartingWith("a.yaml:4:5: n: \"x\" needs a vector");
    assertThat(syntax.fileLocation()).contains("a.yaml");
    assertThat(syntax.problems()).extracting(Problem::kind).containsExactly(Problem.Kind.FORMAT);
  }

  @Test
  void severalProblemsAreNumbered() {
    List<Problem> problems =
        List.of(
            Problem.of(Problem.Kind.ARGUMENT, "", "first."),
            Problem.of(Problem.Kind.NAME, "", "second.").withAdvice("Try this."));

    assertThat(new InvalidDescriptionException("n", problems))
        .hasMessage("n has 2 problems:\n  1. first.\n  2. second. Try this.");
    assertThat(new InvalidDescriptionException("n", problems.subList(0, 1)))
        .hasMessage("n: first.");
  }
}
