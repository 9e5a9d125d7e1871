package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.blockwright.dsl.Network;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.engine.GraphMemory;
import org.blockwright.model.Activations;
import org.blockwright.model.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares every layer's output with Keras in float64, for weights and inputs from a formula. */
class GoldenActivationsTest {
  /** In units of a layer's standard deviation. */
  private static final double TOLERANCE = 2e-4;

  private static final double ABSOLUTE = 1e-6;

  /** Networks with small golden inputs and few weights. */
  private static final Set<String> FAST =
      Set.of(
          "resnet50",
          "mobilenet",
          "mobilenetv2",
          "densenet121",
          "covidnet-prototype",
          "darkcovidnet");

  @TempDir Path folder;

  static Stream<String> fastNetworks() {
    return GoldenFiles.networks().filter(FAST::contains);
  }

  static Stream<String> otherNetworks() {
    return GoldenFiles.networks().filter(name -> !FAST.contains(name));
  }

  @ParameterizedTest
  @MethodSource("fastNetworks")
  void everyLayerMatchesKeras(String name) {
    compare(name, 0);
  }

  @ParameterizedTest
  @MethodSource("otherNetworks")
  @Tag("slow")
  void everyLayerOfOtherNetworksMatchesKeras(String name) {
    compare(name, 0);
  }

  @ParameterizedTest
  @MethodSource("org.blockwright.zoo.GoldenFiles#networks")
  @Tag("slow")
  void everyLayerMatchesKerasForTheSecondInput(String name) {
    compare(name, 1);
  }

  private static void compare(String name, int number) {
    JsonNode golden = GoldenFiles.read("formula/" + name + ".json");
    JsonNode run = golden.get("runs").get(number);
    Network network = GoldenFiles.network(name, run);
    List<JsonNode> expected = GoldenFiles.layers(run, network.graph());

    SoftAssertions softly = new SoftAssertions();
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, golden.get("gain").asDouble());
      List<String> names = expected.stream().map(l -> l.get("name").asText()).toList();
      Activations activations = model.activations(FormulaTensors.input(1, network.input()), names);
      for (JsonNode layer : expected) {
        compare(softly, layer, activations.get(layer.get("name").asText()));
      }
    }

    softly.assertAll();
  }

  @Test
  void activationsMatchKerasAfterSavingAndInClone() {
    compareSavedAndCloned("mobilenet", 0, "conv1_bn");
  }

  @Test
  @Tag("slow")
  void activationsOfXceptionMatchKerasAfterSavingAndInClone() {
    compareSavedAndCloned("xception", 1, "block1_conv1_bn");
  }

  /** DL4J's own {@code feedForward} returns a batch norm's output after the in-place ReLU. */
  private void compareSavedAndCloned(String networkName, int number, String batchNorm) {
    JsonNode golden = GoldenFiles.read("formula/" + networkName + ".json");
    JsonNode run = golden.get("runs").get(number);
    Network network = GoldenFiles.network(networkName, run);
    List<JsonNode> expected = GoldenFiles.layers(run, network.graph());
    List<String> names = expected.stream().map(l -> l.get("name").asText()).toList();
    INDArray input = FormulaTensors.input(1, network.input());
    Path file = folder.resolve("model.zip");
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, golden.get("gain").asDouble());
      model.save(file);
    }

    SoftAssertions softly = new SoftAssertions();
    try (Model opened = Model.open(file)) {
      Activations activations = opened.activations(input, names);
      ComputationGraph copy = opened.graph().clone();
      try (Executor executor = Executors.forInference(copy)) {
        Map<String, INDArray> cloned = executor.activations(new INDArray[] {input}, names);
        for (JsonNode layer : expected) {
          String name = layer.get("name").asText();
          INDArray values = cloned.get(name);
          compare(softly, layer, activations.get(name));
          compare(softly, layer, values.rank() == 4 ? values.permute(0, 2, 3, 1) : values);
        }
        INDArray norm = copy.feedForward(new INDArray[] {input}, false).get(batchNorm);
        softly.assertThat(norm.minNumber().doubleValue()).as("by DL4J").isZero();
        softly.assertThat(cloned.get(batchNorm).minNumber().doubleValue()).isNegative();
      } finally {
        GraphMemory.close(copy);
      }
    }

    softly.assertAll();
  }

  /** Compares values in the order height, width, channel. */
  static void compare(SoftAssertions softly, JsonNode layer, INDArray values) {
    String name = layer.get("name").asText();
    long size =
        GoldenFiles.list(layer.get("shape")).stream()
            .mapToLong(JsonNode::asLong)
            .reduce(1, (a, b) -> a * b);
    softly.assertThat(values.length()).as(name + " size").isEqualTo(size);
    double std = layer.get("std").asDouble();
    double allowed = TOLERANCE * std + ABSOLUTE;
    softly
        .assertThat(values.stdNumber(false).doubleValue())
        .as(name + " std")
        .isCloseTo(std, within(allowed + 1e-6 * std));
    float[] flat = values.dup('c').data().asFloat();
    for (JsonNode sample : layer.get("samples")) {
      softly
          .assertThat((double) flat[sample.get(0).asInt()])
          .as(name + " at " + sample.get(0))
          .isCloseTo(sample.get(1).asDouble(), within(allowed));
    }
  }
}
