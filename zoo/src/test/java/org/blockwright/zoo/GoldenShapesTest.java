package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares shapes, parameter counts and connections with those printed by Keras. */
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
  void everyLayerHasShapeOfKeras(String name, int number) {
    JsonNode runs = GoldenFiles.read("shapes/" + name + ".json").get("runs");
    LayerGraph graph = GoldenFiles.network(name, runs.get(number)).graph();
    Map<String, JsonNode> shapes = new HashMap<>();
    runs.get(number).get("layers").forEach(l -> shapes.put(l.get("name").asText(), l.get("shape")));

    SoftAssertions softly = new SoftAssertions();
    // Only the first run contains the classes of the layers.
    for (JsonNode layer : GoldenFiles.layers(runs.get(0), graph)) {
      String layerName = layer.get("name").asText();
      if (shapes.containsKey(layerName)) {
        softly
            .assertThat(dimensions(graph.node(layerName).shape()))
            .as(layerName)
            .isEqualTo(dimensions(shapes.get(layerName)));
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest(name = "{0}, run {1}")
  @MethodSource("runs")
  void parameterCountsEqualKeras(String name, int number) {
    JsonNode run = GoldenFiles.read("shapes/" + name + ".json").get("runs").get(number);

    Summary summary = Summary.of(GoldenFiles.network(name, run));

    assertThat(summary.parameters()).isEqualTo(run.get("total").asLong());
    assertThat(summary.trainable()).isEqualTo(run.get("trainable").asLong());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void concatenationsHaveInputsInOrderOfKeras(String name) {
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

  /**
   * Includes the momentum, on which no golden activation depends, since it matters in training
   * only.
   */
  @ParameterizedTest
  @MethodSource("networks")
  void batchNormsHaveConstantsOfKeras(String name) {
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
   * Returns the expected momentum. The golden files of COVID-Net were made with Keras's default, on
   * which none of their values depends; the article's framework has 0.9.
   */
  private static double momentum(String network, double keras) {
    return network.startsWith("covidnet") ? 0.9 : keras;
  }

  static Stream<String> zoo() {
    return Zoo.names().stream();
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void cutPointsHaveStatedChannelsAndReduction(String name) {
    ZooModel zooModel = Zoo.get(name);
    LayerGraph graph = zooModel.network(zooModel.input(), GoldenFiles.labels(2)).graph();

    zooModel
        .cutPoints()
        .forEach(
            cut -> {
              Shape shape = graph.node(cut.name()).shape();
              assertThat(shape.channels()).as(cut.name()).isEqualTo(cut.channels());
              assertThat(shape.isFeatureMap()).as(cut.name()).isEqualTo(cut.reduction() > 0);
              if (shape.isFeatureMap()) {
                // Approximate, since convolutions without padding reduce 299 to 8, not to 299 / 32.
                double reduction = (double) zooModel.input().height() / shape.height();
                assertThat(reduction / cut.reduction()).as(cut.name()).isBetween(0.8, 1.25);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("zoo")
  void groupsContainEveryBlockOnce(String name) {
    ZooModel zooModel = Zoo.get(name);
    LayerGraph graph = zooModel.network(zooModel.input(), GoldenFiles.labels(2)).graph();

    assertThat(zooModel.groups().stream().flatMap(List::stream).toList())
        .isEqualTo(
            graph.nodes().stream()
                .filter(node -> !node.isInHead())
                .map(Node::topLevelBlock)
                .distinct()
                .toList());
  }

  /** Returns height, width and channels; a vector is the same as a 1x1 feature map. */
  private static List<Integer> dimensions(Shape shape) {
    return List.of(shape.height(), shape.width(), shape.channels());
  }

  private static List<Integer> dimensions(JsonNode shape) {
    int n = shape.size();
    return n == 1
        ? List.of(1, 1, shape.get(0).asInt())
        : List.of(shape.get(0).asInt(), shape.get(1).asInt(), shape.get(2).asInt());
  }
}
