package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Concat;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.blockwright.zoo.GoldenFiles;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every layer's shape and the counts of parameters against what Keras printed, at three input
 * sizes.
 */
class GoldenShapesTest {

  static Stream<Arguments> runs() {
    return GoldenFiles.networks()
        .flatMap(name -> Stream.of(arguments(name, 0), arguments(name, 1), arguments(name, 2)));
  }

  static Stream<String> networks() {
    return GoldenFiles.networks();
  }

  @ParameterizedTest(name = "{0}, run {1}")
  @MethodSource("runs")
  void everyLayerHasKerassShape(String name, int number) {
    JsonNode runs = GoldenFiles.read("shapes/" + name + ".json").get("runs");
    LayerGraph graph = GoldenFiles.network(name, runs.get(number)).graph();
    Map<String, JsonNode> shapes = new HashMap<>();
    runs.get(number).get("layers").forEach(l -> shapes.put(l.get("name").asText(), l.get("shape")));

    SoftAssertions softly = new SoftAssertions();
    // Only the first run tells the classes.
    for (JsonNode layer : GoldenFiles.layers(runs.get(0), graph)) {
      String layerName = layer.get("name").asText();
      if (shapes.containsKey(layerName)) {
        softly
            .assertThat(sides(graph.node(layerName).shape()))
            .as(layerName)
            .isEqualTo(sides(shapes.get(layerName)));
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest(name = "{0}, run {1}")
  @MethodSource("runs")
  void theCountsOfParametersAreKerass(String name, int number) {
    JsonNode run = GoldenFiles.read("shapes/" + name + ".json").get("runs").get(number);

    Summary summary = Summary.of(GoldenFiles.network(name, run));

    assertThat(summary.parameters()).isEqualTo(run.get("total").asLong());
    assertThat(summary.trainable()).isEqualTo(run.get("trainable").asLong());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyLayerHasKerassParametersInKerassOrder(String name) {
    JsonNode run = GoldenFiles.read("shapes/" + name + ".json").get("runs").get(0);
    LayerGraph graph = GoldenFiles.network(name, run).graph();
    Map<String, List<String>> keras = new LinkedHashMap<>();
    for (JsonNode layer : run.get("layers")) {
      List<String> weights =
          GoldenFiles.list(layer.path("weights")).stream()
              // the classifier of MobileNet is a convolution of 1x1 there, dense here
              .map(w -> w.toString().replace("[1,1,1024,1000]", "[1024,1000]"))
              .toList();
      if (!weights.isEmpty()) {
        keras.put(layer.get("name").asText(), weights);
      }
    }

    Map<String, List<String>> ours = new LinkedHashMap<>();
    for (NetworkLayer slot : Weights.weightedLayers(graph, graph)) {
      ours.put(
          slot.name(),
          slot.tensors().stream()
              .map(t -> ("[\"" + t.kind() + "\"," + t.shape() + "]").replace(" ", ""))
              .toList());
    }

    assertThat(ours).isEqualTo(keras);
    assertThat(List.copyOf(ours.keySet())).isEqualTo(List.copyOf(keras.keySet()));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyJoinReadsItsInputsInKerassOrder(String name) {
    JsonNode run = GoldenFiles.read("shapes/" + name + ".json").get("runs").get(0);
    LayerGraph graph = GoldenFiles.network(name, run).graph();
    for (JsonNode layer : GoldenFiles.layers(run, graph)) {
      List<String> inputs =
          GoldenFiles.list(layer.get("inputs")).stream().map(JsonNode::asText).toList();
      if (inputs.size() > 1 && graph.node(layer.get("name").asText()).layer() instanceof Concat) {
        assertThat(graph.node(layer.get("name").asText()).inputs())
            .as(layer.get("name").asText())
            .isEqualTo(inputs);
      }
    }
  }

  /** Momentum shows in training alone, so no golden number depends on it. */
  @ParameterizedTest
  @MethodSource("networks")
  void everyNormHasKerassConstants(String name) {
    JsonNode run = GoldenFiles.read("shapes/" + name + ".json").get("runs").get(0);
    LayerGraph graph = GoldenFiles.network(name, run).graph();
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode layer : GoldenFiles.layers(run, graph)) {
      if (graph.node(layer.get("name").asText()).layer() instanceof BatchNorm norm) {
        JsonNode settings = layer.get("settings");
        softly
            .assertThat(norm)
            .as(layer.get("name").asText())
            .isEqualTo(
                new BatchNorm(
                    settings.get("epsilon").asDouble(),
                    momentum(name, settings.get("momentum").asDouble()),
                    settings.get("scale").asBoolean()));
      }
    }
    softly.assertAll();
  }

  /**
   * The golden files of COVID-Net were made with Keras's default, which no number of theirs shows;
   * the article's framework has 0.9.
   */
  private static double momentum(String network, double keras) {
    return network.startsWith("covidnet") ? 0.9 : keras;
  }

  static Stream<String> zoo() {
    return Zoo.names().stream();
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void cutPointsAreWhereTheySay(String name) {
    ZooModel entry = Zoo.get(name);
    LayerGraph graph = entry.network(entry.input(), GoldenFiles.labels(2)).graph();

    entry
        .cutPoints()
        .forEach(
            cut -> {
              Shape shape = graph.node(cut.name()).shape();
              assertThat(shape.channels()).as(cut.name()).isEqualTo(cut.channels());
              assertThat(shape.isFeatureMap()).as(cut.name()).isEqualTo(cut.reduction() > 0);
              if (shape.isFeatureMap()) {
                // Nominal: windows without padding leave 8 of 299 where 2^5 would leave 9.3.
                double reduction = (double) entry.input().height() / shape.height();
                assertThat(reduction / cut.reduction()).as(cut.name()).isBetween(0.8, 1.25);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void theGroupsHoldEveryBlockOnce(String name) {
    ZooModel entry = Zoo.get(name);
    LayerGraph graph = entry.network(entry.input(), GoldenFiles.labels(2)).graph();

    assertThat(entry.groups().stream().flatMap(List::stream).toList())
        .isEqualTo(
            graph.nodes().stream()
                .filter(node -> !node.isInHead())
                .map(Node::topLevelBlock)
                .distinct()
                .toList());
  }

  /** Sides of one are left out: a 1x1 map and a vector hold the same. */
  private static List<Integer> sides(Shape shape) {
    return List.of(shape.height(), shape.width(), shape.channels());
  }

  private static List<Integer> sides(JsonNode shape) {
    int n = shape.size();
    return n == 1
        ? List.of(1, 1, shape.get(0).asInt())
        : List.of(shape.get(0).asInt(), shape.get(1).asInt(), shape.get(2).asInt());
  }
}
