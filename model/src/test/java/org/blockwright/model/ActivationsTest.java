package org.blockwright.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.activation;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;

import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.engine.CompiledGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every activation is computed as defined, by DL4J and compiled, and kept by files. */
class ActivationsTest {
  @ParameterizedTest
  @EnumSource
  void isComputedAsDefinedAndCompiled(Activation.Kind kind) {
    try (Model model = Model.create(network(kind), 1)) {
      ReferenceCheck.randomize(model);

      ReferenceCheck.verify(model);
      assertThat(CompiledGraph.unsupported(model.graph())).isEmpty();
      assertThat(model.isCompiled()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void isKeptByFiles(Activation.Kind kind) {
    Network network = network(kind);

    assertThat(NetworkFormat.parse("net.yaml", NetworkFormat.toYaml(network))).isEqualTo(network);
  }

  private static Network network(Activation.Kind kind) {
    return Network.named("net")
        .input(3, 4, 2)
        .group("stem", conv(3, 2))
        .head(flatten(), dense(5), activation(new Activation(kind, kind.hasSlope() ? 0.25 : 0)));
  }
}
