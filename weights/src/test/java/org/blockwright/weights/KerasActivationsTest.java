package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.weights.keras.KerasModelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads activations in all forms in which Keras writes them. */
class KerasActivationsTest {
  /** A model that {@code keras-activations/make.py} wrote with Keras 3.15. */
  private static KerasModelConfig model() throws IOException {
    String json =
        Resources.toString(
            Resources.getResource("keras-activations/activations.json"), StandardCharsets.UTF_8);
    return KerasModelConfig.parse(json).orElseThrow();
  }

  /** The name of a convolution is the form and the name of the activation after it. */
  private static String expected(String layer) {
    String name = layer.substring(layer.indexOf('-') + 1);
    return name.equals("silu") ? "swish" : name;
  }

  @Test
  void readsEveryFormOfKeras3() throws IOException {
    KerasModelConfig model = model();
    Structure structure = KerasStructure.of(model).orElseThrow();

    List<String> convolutions =
        model.leaves().stream()
            .map(KerasModelConfig.Leaf::path)
            .filter(path -> path.contains("-"))
            .toList();
    assertThat(convolutions).hasSizeGreaterThan(45);
    for (String layer : convolutions) {
      String activation = expected(layer);
      assertThat(structure.operationsAfter(layer))
          .as(layer)
          .isEqualTo(activation.equals("linear") ? List.of() : List.of("Activation " + activation));
    }
  }

  /** A new activation needs a case in make.py. */
  @Test
  void modelHasEveryActivation() throws IOException {
    Set<String> names =
        model().leaves().stream()
            .map(leaf -> expected(leaf.path()))
            .collect(Collectors.toUnmodifiableSet());

    assertThat(names)
        .containsAll(Arrays.stream(Activation.Kind.values()).map(Activation.Kind::id).toList());
  }

  /** Keras 2 writes calls of TensorFlow's functions as layers. */
  @ParameterizedTest
  @CsvSource({
    "nn.relu, Activation relu",
    "nn.relu6, Activation relu6",
    "nn.leaky_relu, Activation leaky_relu",
    "nn.silu, Activation swish",
    "math.sigmoid, Activation sigmoid",
    "nn.gelu, Activation gelu",
    "math.square, square"
  })
  void readsFunctionsOfTensorFlow(String function, String operation) {
    String json =
        """
        {"class_name": "Sequential", "config": {"name": "m", "layers": [
          {"class_name": "InputLayer", "config": {"name": "in"}},
          {"class_name": "Dense", "config": {"name": "dense", "activation": "linear"}},
          {"class_name": "TFOpLambda", "config": {"name": "op", "function": "%s"}}]}}
        """
            .formatted(function);
    Structure structure =
        KerasStructure.of(KerasModelConfig.parse(json).orElseThrow()).orElseThrow();

    assertThat(structure.operationsAfter("dense")).containsExactly(operation);
  }

  @Test
  void otherLayersAreNoActivations() {
    for (String name : ImmutableSet.of("Dense", "Add", "MaxPooling2D", "function", "Lambda", "")) {
      assertThat(KerasActivations.named(name)).as(name).isEmpty();
    }
  }
}
