package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.blockwright.model.EditedModel;
import org.blockwright.model.Model;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The network edits of the article's experiments, with its counts of trainable parameters. */
class ArticleExperimentsTest {
  private static final List<String> LABELS = List.of("COVID-19", "NORMAL", "PNEUMONIA");
  private static final Shape INPUT = Shape.of(224, 224, 3);

  /** The last layer of VGG16 is replaced by a linear one: 4096 x 3 + 3 trainable parameters. */
  @Test
  void firstExperimentTrainsOnlyLastLayer() {
    Network network =
        Edits.dropLast(1)
            .andThen(
                Edits.head(seq(dense(3).named("linearcovid"), softmax().named("soft")), LABELS))
            .applyTo(Vgg.vgg16(INPUT, GoldenFiles.labels(1000)));

    assertThat(network.graph().node("linearcovid").inputs()).containsExactly("drop2");
    assertThat(Summary.of(network, LearningRateMultipliers.uniform().freeze("*")).trainable())
        .isEqualTo(12_291);
  }

  /**
   * NetTake {1, -4} of the article's ResNet-50 ends at the average pool, like this one without its
   * head.
   */
  @Test
  void resNetIsCutAfterAveragePool() {
    Network backbone = Edits.slice(1, -2).applyTo(ResNet.resnet50(INPUT, GoldenFiles.labels(1000)));

    assertThat(backbone.graph().output()).isEqualTo("avg_pool");
    assertThat(backbone.graph().outputShape()).isEqualTo(Shape.units(2048));
    Network network =
        Edits.head(seq(dense(3).named("linear1"), softmax().named("soft")), LABELS)
            .applyTo(backbone);
    Summary summary = Summary.of(network, LearningRateMultipliers.uniform().freeze("*"));
    assertThat(summary.trainable()).isEqualTo(6_147);
    assertThat(summary.parameters()).isEqualTo(23_593_859);
  }

  static Stream<String> shallowNetworks() {
    return Depth.SHALLOW.names();
  }

  static Stream<String> otherNetworks() {
    return EnumSet.complementOf(EnumSet.of(Depth.SHALLOW)).stream().flatMap(Depth::names);
  }

  @ParameterizedTest
  @MethodSource("shallowNetworks")
  void everyCutOfTinyNetworkKeepsWeights(String name) {
    cutEverywhere(name);
  }

  @ParameterizedTest
  @MethodSource("otherNetworks")
  @Tag("slow")
  void everyCutOfDeepTinyNetworkKeepsWeights(String name) {
    cutEverywhere(name);
  }

  private static void cutEverywhere(String name) {
    try (Model whole = Model.create(Zoo.get(name).tiny(), 1)) {
      for (CutPoint cut : Zoo.get(name).cutPoints()) {
        EditedModel edited = whole.edit(Edits.cut(cut.name()), 2);
        try (Model part = edited.model()) {
          assertThat(edited.newlyInitialized()).isEmpty();
          // Paths are not compared: layers of a truncated head get another path.
          assertThat(connections(part.network().graph()))
              .isEqualTo(connections(whole.network().graph().upTo(cut.name())));
          for (String layer : part.parameters().keySet()) {
            assertThat(part.getBlockWeights(layer)).isEqualTo(whole.getBlockWeights(layer));
          }
        }
      }
    }
  }

  private static Map<String, List<String>> connections(LayerGraph graph) {
    Map<String, List<String>> connections = new LinkedHashMap<>();
    graph.nodes().forEach(node -> connections.put(node.name() + " " + node.layer(), node.inputs()));
    return connections;
  }
}
