package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.zoo.GoldenFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the layers with weights of every network with those printed by Keras. */
class WeightedLayersTest {
  static Stream<String> networks() {
    return GoldenFiles.networks();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void layersHaveParametersAndOrderOfKeras(String name) {
    JsonNode run = GoldenFiles.read("shapes/" + name + ".json").get("runs").get(0);
    LayerGraph graph = GoldenFiles.network(name, run).graph();
    Map<String, List<String>> expected = new LinkedHashMap<>();
    for (JsonNode layer : run.get("layers")) {
      List<String> weights =
          GoldenFiles.list(layer.path("weights")).stream()
              // the classifier of MobileNet is a 1x1 convolution in Keras, a dense layer here
              .map(weight -> weight.toString().replace("[1,1,1024,1000]", "[1024,1000]"))
              .toList();
      if (!weights.isEmpty()) {
        expected.put(layer.get("name").asText(), weights);
      }
    }

    Map<String, List<String>> actual = new LinkedHashMap<>();
    for (NetworkLayer layer : Weights.weightedLayers(graph, graph)) {
      actual.put(
          layer.name(),
          layer.tensors().stream()
              .map(
                  tensor -> ("[\"" + tensor.kind() + "\"," + tensor.shape() + "]").replace(" ", ""))
              .toList());
    }

    assertThat(actual).isEqualTo(expected);
    assertThat(List.copyOf(actual.keySet())).isEqualTo(List.copyOf(expected.keySet()));
  }
}
