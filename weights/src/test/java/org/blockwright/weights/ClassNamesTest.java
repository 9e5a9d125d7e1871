package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.blockwright.base.SharedData;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.weights.registry.WeightsEntry;
import org.junit.jupiter.api.Test;

class ClassNamesTest {
  /** Names that occur twice in Keras's list, which labels of a network may not. */
  private static final Map<Integer, String> CHANGED =
      Map.of(
          134, "crane_(bird)",
          517, "crane_(machine)",
          638, "maillot_(tights)",
          639, "maillot_(tank_suit)");

  @Test
  void imageNetNamesAreThoseOfKeras() throws IOException {
    JsonNode keras =
        new ObjectMapper().readTree(SharedData.path("data/imagenet_class_index.json").toFile());
    List<String> names = ClassNames.imagenet();

    assertThat(names).hasSize(1000).doesNotHaveDuplicates();
    for (int i = 0; i < names.size(); i++) {
      assertThat(names.get(i))
          .isEqualTo(CHANGED.getOrDefault(i, keras.get(String.valueOf(i)).get(1).asText()));
    }
  }

  private static final Network NETWORK =
      Network.named("net")
          .input(8, 8, 3)
          .block("body", conv(2, 3).named("conv"))
          .head(globalAverage(), dense(1000).named("fc"), softmax());

  private static WeightsEntry entry(Optional<String> classNames, boolean hasTop) {
    return new WeightsEntry(
        "net-imagenet",
        "net",
        true,
        "published.h5",
        List.of(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Shape.of(8, 8, 3),
        Optional.empty(),
        Preprocessing.TF,
        classNames,
        hasTop,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        "none",
        "a test",
        true);
  }

  @Test
  void loadedHeadGetsTheNamesOfTheWeights() {
    WeightsEntry entry = entry(Optional.of(WeightsEntry.IMAGENET_1K), true);

    assertThat(ClassNames.ofLoadedHead(NETWORK, entry, Set.of("body_conv", "fc")))
        .contains(ClassNames.imagenet());
  }

  @Test
  void headThatIsNotFromTheFileKeepsItsLabels() {
    Set<String> all = Set.of("body_conv", "fc");
    WeightsEntry whole = entry(Optional.of(WeightsEntry.IMAGENET_1K), true);

    assertThat(ClassNames.ofLoadedHead(NETWORK, whole, Set.of("body_conv"))).isEmpty();
    assertThat(ClassNames.ofLoadedHead(NETWORK, whole, Set.of())).isEmpty();
    assertThat(
            ClassNames.ofLoadedHead(
                NETWORK, entry(Optional.of(WeightsEntry.IMAGENET_1K), false), all))
        .isEmpty();
    assertThat(ClassNames.ofLoadedHead(NETWORK, entry(Optional.empty(), true), all)).isEmpty();
  }
}
