package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.blockwright.engine.CompiledGraph;
import org.blockwright.model.Activations;
import org.blockwright.model.Model;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * MobileNet and MobileNetV2 with other widths equal those of Keras Applications. The expected
 * values were written by Keras 3.15.1, with {@code golden/widths/make.py}.
 */
class MobileNetWidthsTest {
  static Stream<String> widths() {
    return Zoo.models().stream()
        .filter(model -> !Zoo.architectures().contains(model))
        .map(ZooModel::name);
  }

  private static JsonNode golden(String name) {
    return GoldenFiles.read("widths/" + name + ".json");
  }

  @ParameterizedTest
  @MethodSource("widths")
  void parameterCountsEqualKeras(String name) {
    JsonNode golden = golden(name);
    Network network = Zoo.get(name).network();

    assertCounts(network, golden.get("runs").get(0));
    assertCounts(network.withoutHead(), golden.get("withoutTop"));
    assertThat(network.name()).isEqualTo(name);
  }

  private static void assertCounts(Network network, JsonNode expected) {
    Summary summary = Summary.of(network);
    assertThat(summary.parameters()).isEqualTo(expected.get("total").asLong());
    assertThat(summary.trainable()).isEqualTo(expected.get("trainable").asLong());
  }

  @ParameterizedTest
  @MethodSource("widths")
  void everyLayerHasShapeOfKeras(String name) {
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode run : golden(name).get("runs")) {
      LayerGraph graph = GoldenFiles.network(name, run).graph();
      List<JsonNode> layers = GoldenFiles.layers(run, graph);
      for (JsonNode layer : layers) {
        Shape shape = graph.node(layer.get("name").asText()).shape();
        List<Integer> expected =
            GoldenFiles.list(layer.get("shape")).stream().map(JsonNode::asInt).toList();
        softly
            .assertThat(List.of(shape.height(), shape.width(), shape.channels()))
            .as("%s of %s", layer.get("name").asText(), graph.inputShape())
            .isEqualTo(expected.size() == 1 ? List.of(1, 1, expected.get(0)) : expected);
      }
      softly.assertThat(layers).hasSizeGreaterThanOrEqualTo(graph.nodes().size() - 6);
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/golden/widths/alphas.csv", numLinesToSkip = 1)
  void anyWidthHasParametersOfKeras(String name, double alpha, long parameters) {
    Shape input = Shape.of(64, 64, 3);
    List<String> labels = GoldenFiles.labels(2);
    Network network =
        name.equals("mobilenet")
            ? MobileNet.mobilenet(input, labels, alpha)
            : MobileNetV2.mobilenetv2(input, labels, alpha);

    assertThat(Summary.of(network.withoutHead()).parameters()).isEqualTo(parameters);
  }

  /** The image has an odd height, at which Keras pads differently. */
  @ParameterizedTest
  @ValueSource(strings = {"mobilenet-0.25", "mobilenet-0.5", "mobilenetv2-0.35"})
  void everyLayerMatchesKeras(String name) {
    compareActivations(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mobilenetv2-1.4"})
  @Tag("slow")
  void everyLayerOfWideNetworkMatchesKeras(String name) {
    compareActivations(name);
  }

  private static void compareActivations(String name) {
    JsonNode golden = golden(name);
    JsonNode run = golden.get("runs").get(1);
    Network network = GoldenFiles.network(name, run);
    List<JsonNode> expected = GoldenFiles.layers(run, network.graph());

    SoftAssertions softly = new SoftAssertions();
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, golden.get("gain").asDouble());
      Activations activations =
          model.activations(
              FormulaTensors.input(1, network.input()),
              expected.stream().map(layer -> layer.get("name").asText()).toList());
      for (JsonNode layer : expected) {
        GoldenActivationsTest.compare(softly, layer, activations.get(layer.get("name").asText()));
      }
    }

    softly.assertAll();
  }

  /** 0.35 has channels that are not multiples of 16, the vector size of some machines. */
  @Test
  @Tag("slow")
  void compiledNetworkMatchesKeras() {
    JsonNode golden = golden("mobilenetv2-0.35");
    JsonNode run = golden.get("runs").get(1);
    Network network = GoldenFiles.network("mobilenetv2-0.35", run);
    List<JsonNode> layers = GoldenFiles.list(run.get("layers"));

    SoftAssertions softly = new SoftAssertions();
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, golden.get("gain").asDouble());
      try (CompiledGraph compiled = CompiledGraph.of(model.graph())) {
        INDArray output = compiled.output(FormulaTensors.input(1, network.input()))[0];
        GoldenActivationsTest.compare(softly, layers.get(layers.size() - 1), output);
      }
    }

    softly.assertAll();
  }

  @Test
  void widthsOfAnArchitectureAreListed() {
    assertThat(Zoo.widths(Zoo.MOBILENET_0_5).stream().map(ZooModel::alpha))
        .containsExactly(1.0, 0.75, 0.5, 0.25);
    assertThat(Zoo.widths(Zoo.MOBILENETV2).stream().map(ZooModel::alpha))
        .containsExactly(1.0, 1.4, 1.3, 0.75, 0.5, 0.35);
    assertThat(Zoo.widths(Zoo.VGG16)).containsExactly(Zoo.VGG16);
  }

  @Test
  void tinyNetworkIsThatOfTheArchitecture() {
    assertThat(Zoo.MOBILENETV2_0_35.tiny().withoutHead().graph().nodes())
        .isEqualTo(Zoo.MOBILENETV2.tiny().withoutHead().graph().nodes());
  }
}
