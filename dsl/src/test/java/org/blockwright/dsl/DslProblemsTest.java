package org.blockwright.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.DescriptionAssert.assertInvalid;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.graph;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.separableConv;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.layer.Size;
import org.junit.jupiter.api.Test;

/** The messages of {@link DslProblems}; others are in the tests of their classes. */
class DslProblemsTest {
  @Test
  void rejectsLargeSquareKernelsAsSwappedArguments() {
    assertInvalid(
        () -> conv(3, 64),
        "conv(3, 64): a kernel of 64x64 is larger than 31x31. The order of the arguments is conv(filters, kernel); larger kernels need conv(filters, height, width). Did you mean conv(64, 3)?");
    assertInvalid(
        () -> conv(64, 32),
        "conv(64, 32): a kernel of 32x32 is larger than 31x31. The order of the arguments is conv(filters, kernel); larger kernels need conv(filters, height, width).");
    assertInvalid(
        () -> separableConv(3, 64),
        "separableConv(3, 64): a kernel of 64x64 is larger than 31x31. The order of the arguments is separableConv(filters, kernel); larger kernels need SeparableConv.of(filters, size). Did you mean separableConv(64, 3)?");
    assertThat(conv(3, 31).kernel()).isEqualTo(Size.of(31));
    assertThat(conv(3, 64, 64).kernel()).isEqualTo(Size.of(64));
  }

  @Test
  void rejectsTensorOfAnotherGraph() {
    String message =
        "a block takes \"in\" of another graph as input. Use only the inputs of the function that defines this graph, and tensors computed from them.";
    Network bare = Network.named("n").input(8, 8, 3);
    List<SymbolicTensor> other = new ArrayList<>();
    graph(
        in -> {
          other.add(in.then("x", relu()));
          return other.get(0);
        });

    assertInvalid(() -> graph(in -> in.add("sum", other.get(0))), message);
    assertInvalid(() -> bare.graph("g", in -> other.get(0).then("y", relu())), message);
    assertInvalid(() -> graph(out -> out.then("inner", graph(in -> in.add("sum", out)))), message);
    assertInvalid(
        () ->
            bare.subgraph(
                "g", in -> SymbolicTensors.of("o", in.get("input").add("sum", other.get(0)))),
        message);
  }

  @Test
  void rejectsNonPositiveLearningRate() {
    assertInvalid(
        () -> Optimizer.sgd(0), "the learning rate must be positive and finite, got 0.0.");
    assertInvalid(
        () -> Optimizer.adam(Double.NaN),
        "the learning rate must be positive and finite, got NaN.");
  }

  @Test
  void rejectsInvalidHyperparametersOfOptimizers() {
    assertInvalid(
        () -> Optimizer.adam(0.1).betas(1, 0.5), "adam: beta1 must be in [0, 1), got 1.0.");
    assertInvalid(
        () -> Optimizer.adam(0.1).betas(0.5, -1), "adam: beta2 must be in [0, 1), got -1.0.");
    assertInvalid(
        () -> Optimizer.adamW(0.1).epsilon(0),
        "adam: epsilon must be greater than 0 and finite, got 0.0.");
    assertInvalid(
        () -> Optimizer.adamW(0.1).weightDecay(-0.1),
        "adamW: weightDecay must be at least 0 and finite, got -0.1.");
    assertInvalid(
        () -> Optimizer.sgd(0.1).momentum(1), "sgd: momentum must be in [0, 1), got 1.0.");
    assertInvalid(
        () -> Optimizer.rmsProp(0.1).rho(Double.NaN), "rmsProp: rho must be in [0, 1), got NaN.");
    assertInvalid(
        () -> Optimizer.rmsProp(0.1).momentum(2), "rmsProp: momentum must be in [0, 1), got 2.0.");
    assertInvalid(
        () -> Optimizer.rmsProp(0.1).epsilon(-1),
        "rmsProp: epsilon must be greater than 0 and finite, got -1.0.");
  }
}
