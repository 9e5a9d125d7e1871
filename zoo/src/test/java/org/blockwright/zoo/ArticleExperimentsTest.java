package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.seq;
import static org.blockwright.dsl.Layers.softmax;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Rates;
import org.blockwright.dsl.Shape;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.show.Summary;
import org.blockwright.model.EditedModel;
import org.blockwright.model.Model;
import org.junit.jupiter.api.Test;

/** The surgery of the article's experiments, with its counts of what is left to train. */
class ArticleExperimentsTest {
  private static final List<String> LABELS = List.of("COVID-19", "NORMAL", "PNEUMONIA");
  private static final Shape INPUT = Shape.of(224, 224, 3);

  /** VGG16's last layer replaced by a linear one: 4096 x 3 + 3 numbers learn. */
  @Test
  void theFirstExperimentTrainsTheLastLayerAlone() {
    Network network =
        Edits.dropLast(1)
            .then(Edits.head(seq(dense(3).named("linearcovid"), softmax().named("soft")), LABELS))
            .of(Vgg.vgg16(INPUT, Golden.labels(1000)));

    assertThat(network.graph().node("linearcovid").inputs()).containsExactly("drop2");
    assertThat(Summary.of(network, Rates.none().freeze("*")).trainable()).isEqualTo(12_291);
  }

  /**
   * NetTake {1, -4} of the article's ResNet-50 ends at the average pool, as ours without its top.
   */
  @Test
  void theResNetIsTakenUpToItsAveragePool() {
    Network taken = Edits.take(1, -2).of(ResNet.resnet50(INPUT, Golden.labels(1000)));

    assertThat(taken.graph().output()).isEqualTo("avg_pool");
    assertThat(taken.graph().outputShape()).isEqualTo(Shape.units(2048));
    Network network =
        Edits.head(seq(dense(3).named("linear1"), softmax().named("soft")), LABELS).of(taken);
    Summary summary = Summary.of(network, Rates.none().freeze("*"));
    assertThat(summary.trainable()).isEqualTo(6_147);
    assertThat(summary.parameters()).isEqualTo(23_593_859);
  }

  @Test
  void everyCutOfATwinKeepsItsWeights() {
    for (String name : Zoo.names()) {
      Entry entry = Zoo.get(name);
      try (Model whole = Model.initialized(entry.tiny(), 1)) {
        entry
            .cutPoints()
            .forEach(
                cut -> {
                  EditedModel edited = whole.edited(Edits.cut(cut.name()), 2);
                  try (Model part = edited.model()) {
                    assertThat(edited.initialised()).as(name).isEmpty();
                    // What is cut off a head has another path, since another head may follow.
                    assertThat(wires(part.network().graph()))
                        .isEqualTo(wires(whole.network().graph().upTo(cut.name())));
                    part.parameters()
                        .keySet()
                        .forEach(
                            layer ->
                                assertThat(part.extract(layer)).isEqualTo(whole.extract(layer)));
                  }
                });
      }
    }
  }

  private static Map<String, List<String>> wires(Graph graph) {
    Map<String, List<String>> wires = new LinkedHashMap<>();
    graph.nodes().forEach(node -> wires.put(node.name() + " " + node.layer(), node.inputs()));
    return wires;
  }
}
