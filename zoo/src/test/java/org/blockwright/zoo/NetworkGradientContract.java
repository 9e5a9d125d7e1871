package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.model.lowering.Lowering;
import org.blockwright.model.lowering.TrainingPlan;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of a group of networks agree with differences of the loss. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NetworkGradientContract {
  /** Networks that take little time. */
  static final Set<String> FAST = Set.of("xcovidnet", "covidnet-prototype");

  /** In networks with more layers than this, one value per layer is checked. */
  private static final int MANY_LAYERS = 60;

  private final List<String> names;

  NetworkGradientContract(Stream<String> names) {
    this.names = names.toList();
  }

  Stream<String> names() {
    return names.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void gradientIsCorrect(String name) {
    Network network = Zoo.get(name).tiny();
    boolean sampled = network.graph().nodes().size() > MANY_LAYERS;
    GradientCheck.Result result =
        sampled ? GradientCheck.sampled(network) : GradientCheck.of(network);

    assertThat(result.mismatches()).isEmpty();
    if (sampled) {
      assertThat(result.arrays()).hasSize(trainableVertexCount(network));
    } else {
      assertThat(result.arrays()).hasSizeGreaterThanOrEqualTo(10);
    }
  }

  /** One per layer, or two if a separable convolution is lowered to two vertices. */
  private static int trainableVertexCount(Network network) {
    return Lowering.lower(network.graph(), TrainingPlan.inference(network)).layers().stream()
        .filter(layer -> layer.parameters().stream().anyMatch(p -> p.parameter().trainable()))
        .mapToInt(layer -> layer.parameterVertices().size())
        .sum();
  }
}
