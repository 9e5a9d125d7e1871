package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.CaseFormat;
import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.blockwright.base.WeightsException;
import org.blockwright.weights.Pairing.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights files of Keras 3, which order only layers of the same class. */
class Keras3PairingTest {
  private static final PairingOptions STRICT = PairingOptions.STRICT;

  /** Layers as Keras 3 writes them: class by class, each in the order of the layers. */
  private static FileContents file(
      List<NetworkLayer> networkLayers, boolean named, UnaryOperator<String> rename) {
    ImmutableList<FileLayer> layers =
        networkLayers.stream()
            .sorted(Comparator.comparing(Keras3PairingTest::container))
            .map(
                s -> {
                  FileLayer layer = PairingFixtures.layer(s, rename.apply(s.name()));
                  return new FileLayer(layer.name(), named, container(s), layer.arrays());
                })
            .collect(ImmutableList.toImmutableList());
    return new FileContents("a.weights.h5", false, layers);
  }

  private static String container(NetworkLayer networkLayer) {
    String snake = CaseFormat.UPPER_CAMEL.to(CaseFormat.LOWER_UNDERSCORE, networkLayer.kind());
    return snake.replace("conv2_d", "conv2d");
  }

  @ParameterizedTest
  @CsvSource({
    "inceptionv3, POSITION",
    "inceptionresnetv2, POSITION",
    "xception, POSITION",
    "nasnetmobile, NAME",
    "mobilenet, NAME",
    "covidnet-depthwise, NAME"
  })
  void matchesAllLayersOfFileOrderedByClass(String network, Strategy how) {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers(network, Set.of("predictions", "conv_preds"));
    Pairing pairing =
        Pairing.pair(
            file(networkLayers, true, UnaryOperator.identity()), network, networkLayers, STRICT);
    assertThat(pairing.strategy()).isEqualTo(how);
    assertThat(pairing.pairs()).hasSameSizeAs(networkLayers);
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inceptionv3", "mobilenet", "resnet50"})
  void matchesUnnamedLayersByClassAndRank(String network) {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers(network, Set.of("predictions", "conv_preds"));
    Pairing pairing =
        Pairing.pair(file(networkLayers, false, n -> "conv2d"), network, networkLayers, STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.POSITION);
    assertThat(pairing.pairs()).hasSameSizeAs(networkLayers);
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @Test
  void cutNetworkUsesFirstLayersOfEachClass() {
    List<NetworkLayer> networkLayers = GoldenWeights.weightedLayers("mobilenet", Set.of());
    List<NetworkLayer> cut =
        PairingFixtures.join(
            PairingFixtures.upTo(networkLayers, "conv_pw_5_bn"),
            PairingFixtures.dense("predictions", 256, 3, true));
    Pairing pairing =
        Pairing.pair(file(networkLayers, true, UnaryOperator.identity()), "mobilenet", cut, STRICT);
    assertThat(pairing.pairs()).hasSize(cut.size() - 1);
    assertThat(pairing.newlyInitialized())
        .extracting(NetworkLayer::name)
        .containsExactly("predictions");
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @Test
  void rejectsFileThatEndsEarlyWithLastMatchingLayer() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds"));
    FileContents file =
        file(PairingFixtures.upTo(networkLayers, "conv_pw_12_bn"), true, UnaryOperator.identity());
    assertThatThrownBy(() -> Pairing.pair(file, "mobilenet", networkLayers, STRICT))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "a.weights.h5 ends at \"conv_pw_12_bn\"; mobilenet continues with \"conv_dw_13\". Add --cut conv_pw_12_bn, or --allow-partial-weights.");
  }

  @Test
  void rejectsFileOfLargerVariant() {
    FileContents file =
        file(GoldenWeights.weightedLayers("vgg19", Set.of()), true, UnaryOperator.identity());
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    assertThatThrownBy(() -> Pairing.pair(file, "vgg16", networkLayers, STRICT))
        .isInstanceOf(WeightsException.class)
        .hasMessageStartingWith("a.weights.h5 does not fit vgg16: it also contains the layers ")
        .hasMessageContaining("\"block3_conv4\"")
        .hasMessageContaining("(it looks like vgg19)");
  }

  @Test
  void rejectsConflictingNumbersInNames() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("inceptionv3", Set.of("predictions"));
    UnaryOperator<String> swapped =
        name ->
            switch (name) {
              case "batch_normalization_9" -> "batch_normalization_10";
              case "batch_normalization_10" -> "batch_normalization_9";
              default -> name;
            };
    assertThatThrownBy(
            () ->
                Pairing.pair(
                    file(networkLayers, true, swapped), "inceptionv3", networkLayers, STRICT))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("conflicting matches for 2 layers");
  }
}
