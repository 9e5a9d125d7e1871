package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.blockwright.dsl.Network;
import org.blockwright.engine.CompiledGraph;
import org.blockwright.engine.Executor;
import org.blockwright.engine.Executors;
import org.blockwright.model.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compiled networks compute the same as DL4J and Keras. */
class CompiledZooTest {
  private static final Set<String> FAST =
      Set.of("vgg16", "resnet50", "mobilenet", "mobilenetv2", "squeezenet", "xcovidnet");

  static Stream<String> fastNetworks() {
    return Zoo.architectures().stream().map(ZooModel::name).filter(FAST::contains);
  }

  static Stream<String> otherNetworks() {
    return Zoo.architectures().stream().map(ZooModel::name).filter(name -> !FAST.contains(name));
  }

  @ParameterizedTest
  @MethodSource("fastNetworks")
  void tinyNetworkMatchesDl4j(String name) {
    compareTiny(name);
  }

  @ParameterizedTest
  @MethodSource("otherNetworks")
  @Tag("slow")
  void otherTinyNetworkMatchesDl4j(String name) {
    compareTiny(name);
  }

  private static void compareTiny(String name) {
    Network network = Zoo.get(name).tiny();
    Random random = new Random(3);
    INDArray images =
        Nd4j.create(
            DataType.FLOAT,
            2,
            network.input().channels(),
            network.input().height(),
            network.input().width());
    for (long i = 0; i < images.length(); i++) {
      images.putScalar(i, random.nextGaussian());
    }
    try (Model model = Model.create(network, 1)) {
      ComputationGraph graph = model.graph();
      randomizeVectors(graph, random);
      try (Executor reference = Executors.reference(graph);
          CompiledGraph compiled = CompiledGraph.of(graph)) {
        INDArray expected = reference.output(images)[0];
        INDArray output = compiled.output(images)[0];

        assertThat(output.shape()).isEqualTo(expected.shape());
        assertThat(output.sub(expected).amaxNumber().doubleValue()).as(name).isLessThan(2e-6);
      }
    }
  }

  /** Makes biases and statistics differ from 0 and 1. */
  private static void randomizeVectors(ComputationGraph graph, Random random) {
    for (INDArray parameter : graph.paramTable().values()) {
      if (parameter.rank() == 1 || parameter.size(0) == 1) {
        for (long i = 0; i < parameter.length(); i++) {
          parameter.putScalar(i, parameter.getDouble(i) + 0.05 + 0.3 * random.nextDouble());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.blockwright.zoo.GoldenFiles#networks")
  @Tag("slow")
  void outputMatchesKeras(String name) {
    compareGolden(name, 0);
  }

  @ParameterizedTest
  @MethodSource("org.blockwright.zoo.GoldenFiles#networks")
  @Tag("slow")
  void outputMatchesKerasForTheSecondInput(String name) {
    compareGolden(name, 1);
  }

  @ParameterizedTest
  @MethodSource("org.blockwright.zoo.GoldenFiles#networks")
  @Tag("slow")
  void activationsMatchKeras(String name) {
    compareActivations(name, 0, 1);
  }

  @ParameterizedTest
  @MethodSource("org.blockwright.zoo.GoldenFiles#networks")
  @Tag("slow")
  void someActivationsMatchKerasForTheSecondInput(String name) {
    compareActivations(name, 1, 5);
  }

  /**
   * Compares activations of inner layers, which are additional outputs of the compiled graph: of
   * all layers, which leaves little to fuse, or of each {@code step}-th one.
   */
  private static void compareActivations(String name, int number, int step) {
    JsonNode golden = GoldenFiles.read("formula/" + name + ".json");
    JsonNode run = golden.get("runs").get(number);
    Network network = GoldenFiles.network(name, run);
    // A vector of an image has another order in Keras than in DL4J.
    List<JsonNode> all =
        GoldenFiles.layers(run, network.graph()).stream()
            .filter(layer -> !layer.get("class").asText().equals("Flatten"))
            .toList();
    List<JsonNode> layers =
        IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get).toList();
    SoftAssertions softly = new SoftAssertions();
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, golden.get("gain").asDouble());
      ComputationGraphConfiguration configuration = model.graph().getConfiguration();
      List<String> outputs = configuration.getNetworkOutputs();
      configuration.setNetworkOutputs(
          layers.stream().map(layer -> layer.get("name").asText()).toList());
      try (CompiledGraph compiled = CompiledGraph.of(model.graph())) {
        INDArray[] values = compiled.output(FormulaTensors.input(1, network.input()));
        for (int i = 0; i < values.length; i++) {
          INDArray value = values[i];
          GoldenActivationsTest.compare(
              softly, layers.get(i), value.rank() == 4 ? value.permute(0, 2, 3, 1) : value);
        }
      } finally {
        configuration.setNetworkOutputs(outputs);
      }
    }

    softly.assertAll();
  }

  private static void compareGolden(String name, int number) {
    JsonNode golden = GoldenFiles.read("formula/" + name + ".json");
    JsonNode run = golden.get("runs").get(number);
    Network network = GoldenFiles.network(name, run);
    SoftAssertions softly = new SoftAssertions();
    int compared = 0;
    try (Model model = Model.create(network, 1)) {
      FormulaTensors.fill(model, golden.get("gain").asDouble());
      List<String> outputs = model.graph().getConfiguration().getNetworkOutputs();
      try (CompiledGraph compiled = CompiledGraph.of(model.graph())) {
        INDArray[] values = compiled.output(FormulaTensors.input(1, network.input()));
        for (JsonNode layer : GoldenFiles.layers(run, network.graph())) {
          int index = outputs.indexOf(layer.get("name").asText());
          if (index >= 0) {
            INDArray value = values[index];
            GoldenActivationsTest.compare(
                softly, layer, value.rank() == 4 ? value.permute(0, 2, 3, 1) : value);
            compared++;
          }
        }
        assertThat(compared).as("outputs of " + name).isEqualTo(outputs.size());
      }
    }

    softly.assertAll();
  }
}
