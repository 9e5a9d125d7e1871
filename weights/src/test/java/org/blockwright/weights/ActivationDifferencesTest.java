package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Activation;
import org.blockwright.weights.keras.KerasModelConfig;
import org.junit.jupiter.api.Test;

/** Weights of a model with other activations are loaded with a notice. */
class ActivationDifferencesTest {
  private static final LayerGraph GRAPH = graph(Activation.RELU);

  private static LayerGraph graph(Activation last) {
    return Network.named("net")
        .input(8, 8, 3)
        .group(
            "stem",
            conv(4, 3).relu().named("a"),
            conv(4, 3).relu().named("b"),
            maxPool(2).named("pool"),
            conv(4, 3).activation(last).named("c"))
        .head(globalAverage().named("gap"), dense(2).softmax().named("out"))
        .labels("cat", "dog")
        .graph();
  }

  private static final String MODEL =
      """
      {"class_name": "Sequential", "config": {"name": "m", "layers": [
        {"class_name": "InputLayer", "config": {"name": "in"}},
        {"class_name": "Conv2D", "config": {"name": "a", "strides": [1, 1], "activation": %s}},
        {"class_name": "Conv2D", "config": {"name": "b", "strides": [1, 1], "activation": "linear"}},
        %s,
        {"class_name": "MaxPooling2D", "config": {"name": "pool"}},
        {"class_name": "Conv2D", "config": {"name": "c", "strides": [1, 1], "activation": "relu"}},
        {"class_name": "GlobalAveragePooling2D", "config": {"name": "gap"}},
        {"class_name": "Dense", "config": {"name": "out", "activation": "%s"}}]}}
      """;

  private static final String RELU = "{\"class_name\": \"ReLU\", \"config\": {\"name\": \"r\"}}";

  private static List<String> notices(String first, String second, String last) {
    return notices(GRAPH, first, second, last);
  }

  private static List<String> notices(LayerGraph graph, String first, String second, String last) {
    List<NetworkLayer> layers = Weights.weightedLayers(graph, graph);
    ImmutableList<FileLayer> inFile =
        layers.stream()
            .map(
                layer ->
                    new FileLayer(
                        layer.name(),
                        true,
                        "",
                        "",
                        layer.name(),
                        PairingFixtures.layer(layer, layer.name()).arrays()))
            .collect(ImmutableList.toImmutableList());
    FileContents file =
        new FileContents(
            "a.keras", true, inFile, KerasModelConfig.parse(MODEL.formatted(first, second, last)));
    Pairing pairing =
        new LayerPairer(
                file, "net", layers, PairingOptions.STRICT, Optional.of(Topology.of(graph, graph)))
            .pair();
    assertThat(pairing.newlyInitialized()).isEmpty();
    return pairing.notices();
  }

  @Test
  void sameActivationsInAnotherFormHaveNoNotice() {
    assertThat(notices("\"relu\"", RELU, "softmax")).isEmpty();
  }

  @Test
  void otherActivationsHaveANotice() {
    assertThat(
            notices(
                "{\"class_name\": \"LeakyReLU\", \"config\": {\"negative_slope\": 0.3}}",
                "{\"class_name\": \"ELU\", \"config\": {\"name\": \"e\"}}",
                "softmax"))
        .containsExactly(
            "a.keras was saved from a model with other activations than net: after \"a\" leaky_relu (here relu), \"b\" elu (here relu). Predictions differ from those of that model; change the network, or train it.");
  }

  @Test
  void missingActivationHasANotice() {
    assertThat(notices("null", RELU, "softmax"))
        .singleElement()
        .asString()
        .contains("than net: after \"a\" none (here relu). ");
  }

  /** A network may be cut between its last layer and the activation. */
  @Test
  void endOfABackboneIsNotCompared() {
    assertThat(notices(graph(Activation.LINEAR), "\"relu\"", RELU, "softmax")).isEmpty();
  }

  /** Keras models whose loss has from_logits end without activation. */
  @Test
  void logitsAreThoseOfASoftmax() {
    assertThat(notices("\"relu\"", RELU, "linear")).isEmpty();
  }

  /** Nothing is known about a custom layer, which may contain the activation. */
  @Test
  void customLayersAreNotCompared() {
    assertThat(
            notices(
                "\"relu\"",
                "{\"class_name\": \"MyLayer\", \"config\": {\"name\": \"m\"}}",
                "softmax"))
        .isEmpty();
  }
}
