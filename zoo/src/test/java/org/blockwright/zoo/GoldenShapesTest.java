package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every layer's shape and the counts of parameters against what Keras printed, at three input
 * sizes.
 */
class GoldenShapesTest {

  @ParameterizedTest(name = "{0}, run {1}")
  @CsvSource({
    "vgg16, 0", "vgg16, 1", "vgg16, 2",
    "mobilenet, 0", "mobilenet, 1", "mobilenet, 2",
    "xcovidnet, 0", "xcovidnet, 1", "xcovidnet, 2"
  })
  void everyLayerHasKerassShape(String name, int number) {
    JsonNode run = Golden.read("shapes/" + name + ".json").get("runs").get(number);
    Network network = Golden.network(name, run);
    Graph graph = network.graph();

    SoftAssertions softly = new SoftAssertions();
    int compared = 0;
    for (JsonNode layer : run.get("layers")) {
      String layerName = layer.get("name").asText();
      if (graph.contains(layerName)) {
        compared++;
        softly
            .assertThat(sides(graph.node(layerName).shape()))
            .as(layerName)
            .isEqualTo(sides(layer.get("shape")));
      }
    }
    softly.assertAll();
    // Everything of ours that is a layer of Keras's own was found there.
    long known = graph.nodes().stream().filter(n -> !n.name().startsWith("drop")).count();
    assertThat((long) compared).isGreaterThanOrEqualTo(known - 1);
  }

  @ParameterizedTest(name = "{0}, run {1}")
  @CsvSource({
    "vgg16, 0",
    "vgg16, 1",
    "mobilenet, 0",
    "mobilenet, 1",
    "xcovidnet, 0",
    "xcovidnet, 1",
    "xcovidnet, 2"
  })
  void theCountsOfParametersAreKerass(String name, int number) {
    JsonNode run = Golden.read("shapes/" + name + ".json").get("runs").get(number);

    Summary summary = Summary.of(Golden.network(name, run));

    assertThat(summary.parameters()).isEqualTo(run.get("total").asLong());
    assertThat(summary.trainable()).isEqualTo(run.get("trainable").asLong());
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg16", "mobilenet", "xcovidnet"})
  void everyLayerHasKerassParameters(String name) {
    JsonNode run = Golden.read("shapes/" + name + ".json").get("runs").get(0);
    Graph graph = Golden.network(name, run).graph();
    Map<String, Long> counts = new HashMap<>();
    run.get("layers").forEach(l -> counts.put(l.get("name").asText(), l.get("params").asLong()));

    for (Node node : graph.nodes()) {
      long ours = graph.parameters(node).stream().mapToLong(p -> p.size()).sum();
      assertThat(ours).as(node.name()).isEqualTo(counts.getOrDefault(node.name(), 0L));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vgg16", "mobilenet", "xcovidnet"})
  void cutPointsAreWhereTheySay(String name) {
    Entry entry = Zoo.get(name);
    Graph graph = entry.network(entry.input(), Golden.labels(2)).graph();

    entry
        .cutPoints()
        .forEach(
            cut -> {
              Shape shape = graph.node(cut.name()).shape();
              assertThat(shape.channels()).as(cut.name()).isEqualTo(cut.channels());
              assertThat(shape.map()).as(cut.name()).isEqualTo(cut.reduction() > 0);
              if (shape.map()) {
                assertThat(Math.round(224.0 / shape.height()))
                    .as(cut.name())
                    .isEqualTo(cut.reduction());
              }
            });
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
