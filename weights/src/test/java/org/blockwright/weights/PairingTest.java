package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockwright.base.SharedData;
import org.blockwright.weights.Pairing.Pair;
import org.blockwright.weights.Pairing.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Matching of files that Keras wrote, and of files as other releases wrote them. */
class PairingTest {
  private static final PairingOptions STRICT = PairingOptions.STRICT;

  private static WeightsFile golden(String name) {
    return WeightsFile.open(SharedData.path("golden/keras-files/" + name));
  }

  private static Pairing pair(WeightsFile file, String network, List<NetworkLayer> networkLayers) {
    return Pairing.pair(file.contents(), network, networkLayers, STRICT);
  }

  /** Asserts that all values are those of the formula for the network's layer names. */
  private static void assertValues(Pairing pairing, WeightsFile file, double gain, long count) {
    long[] total = {0};
    pairing.forEach(
        file,
        (layer, kind, values, shape) -> {
          List<Integer> dimensions = Ints.asList(shape);
          assertThat(values)
              .as(layer + "/" + kind)
              .isEqualTo(GoldenWeights.periodic(layer, kind, dimensions, gain));
          total[0] += values.length;
        });
    assertThat(total[0]).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.h5", "keras3.weights.h5", "model.keras"})
  void everyMobilenetFileFillsWholeNetworkByName(String name) {
    try (WeightsFile file = golden("mobilenet/" + name)) {
      Pairing pairing =
          pair(file, "mobilenet", GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds")));
      assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
      assertThat(pairing.newlyInitialized()).isEmpty();
      assertThat(pairing.unused()).isEmpty();
      assertThat(pairing.notices()).isEmpty();
      assertValues(pairing, file, 2, 4_253_864);
    }
  }

  @Test
  void classifierOfMobilenetCanBeDenseLayerOfAnotherName() {
    List<NetworkLayer> networkLayers =
        PairingFixtures.join(
            GoldenWeights.backbone("mobilenet", Set.of("conv_preds")),
            PairingFixtures.dense("predictions", 1024, 1000, true));
    try (WeightsFile file = golden("mobilenet/weights.h5")) {
      Pairing pairing = pair(file, "mobilenet", networkLayers);
      Pair last = pairing.pairs().get(pairing.pairs().size() - 1);
      assertThat(last.fileLayer().name()).isEqualTo("conv_preds");
      pairing.forEach(
          file,
          (layer, kind, values, shape) -> {
            if (layer.equals("predictions") && kind.equals("kernel")) {
              assertThat(shape).containsExactly(1024, 1000);
              assertThat(values)
                  .isEqualTo(
                      GoldenWeights.periodic("conv_preds", kind, List.of(1, 1, 1024, 1000), 2));
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "resnet50-notop/weights.h5, resnet50, NAME, 1, 23587712",
    "inceptionv3-notop/weights.h5, inceptionv3, POSITION, 2, 21802784",
    "vgg16-resnet50/vgg16-notop.h5, vgg16, NAME, 1.45, 14714688"
  })
  void fileWithoutHeadFillsBackbone(
      String name, String network, Strategy how, double gain, long count) {
    Set<String> head = Set.of("fc1", "fc2", "predictions");
    try (WeightsFile file = golden(name)) {
      Pairing pairing = pair(file, network, GoldenWeights.weightedLayers(network, head));
      assertThat(pairing.strategy()).isEqualTo(how);
      assertThat(pairing.newlyInitialized()).allMatch(NetworkLayer::inHead).isNotEmpty();
      assertValues(pairing, file, gain, count);
    }
  }

  @Test
  void loadsHeadForSameNumberOfLabels() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    networkLayers =
        PairingFixtures.reshaped(networkLayers, "fc1", List.of(List.of(2048, 4096), List.of(4096)));
    networkLayers =
        PairingFixtures.reshaped(
            networkLayers, "predictions", List.of(List.of(4096, 10), List.of(10)));
    try (WeightsFile file = golden("vgg16-top-64/weights.h5")) {
      Pairing pairing = pair(file, "vgg16", networkLayers);
      assertThat(pairing.newlyInitialized()).isEmpty();
      assertValues(pairing, file, 1.45, 39_929_674);
    }
  }

  @Test
  void skipsHeadForOtherLabelsWithNotice() {
    try (WeightsFile file = golden("mobilenetv2/weights.h5")) {
      Pairing pairing =
          pair(
              file,
              "mobilenetv2",
              GoldenWeights.weightedLayers("mobilenetv2", Set.of("predictions")));
      assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
      assertThat(pairing.newlyInitialized())
          .extracting(NetworkLayer::name)
          .containsExactly("predictions");
      assertThat(pairing.unused()).extracting(FileLayer::name).containsExactly("predictions");
      assertThat(pairing.notices())
          .containsExactly(
              "weights.h5: skipped head layers: \"predictions\". Head layers of mobilenetv2 without weights keep their initial values.");
      assertValues(pairing, file, 2, 2_257_984);
    }
  }

  @Test
  void skipsOnlyLastLayerOfLongHeadForOtherLabels() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    FileContents file = PairingFixtures.file("vgg16.h5", networkLayers);
    List<NetworkLayer> three =
        PairingFixtures.reshaped(
            networkLayers, "predictions", List.of(List.of(4096, 3), List.of(3)));
    Pairing pairing = Pairing.pair(file, "vgg16", three, STRICT);
    assertThat(pairing.pairs()).hasSize(15);
    assertThat(pairing.newlyInitialized())
        .extracting(NetworkLayer::name)
        .containsExactly("predictions");
  }

  @Test
  void differentHeadKeepsInitialValues() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    FileContents file = PairingFixtures.file("vgg16.h5", networkLayers);
    List<NetworkLayer> pooled =
        PairingFixtures.join(
            networkLayers.stream().filter(s -> !s.inHead()).toList(),
            PairingFixtures.dense("predictions", 512, 1000, true));
    Pairing pairing = Pairing.pair(file, "vgg16", pooled, STRICT);
    assertThat(pairing.pairs()).hasSize(13);
    assertThat(pairing.notices())
        .containsExactly(
            "vgg16.h5: skipped head layers: \"fc1\", \"fc2\", \"predictions\". Head layers of vgg16 without weights keep their initial values.");
  }

  @Test
  void skipsMatchingHeadOnRequest() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    Pairing pairing =
        Pairing.pair(
            PairingFixtures.file("vgg16.h5", networkLayers),
            "vgg16",
            networkLayers,
            STRICT.skipHead());
    assertThat(pairing.newlyInitialized())
        .extracting(NetworkLayer::name)
        .containsExactly("fc1", "fc2", "predictions");
  }

  @Test
  void networkOfTwoTowersIsFilledFromThreeFiles() {
    Map<String, String> found = new HashMap<>();
    List<NetworkLayer> all = GoldenWeights.weightedLayers("vgg16-resnet50", Set.of("fc1", "fc2"));
    List<NetworkLayer> vgg = all.stream().filter(s -> s.name().startsWith("block")).toList();
    List<NetworkLayer> resnet = all.stream().filter(s -> s.name().startsWith("conv")).toList();
    List<NetworkLayer> head = all.stream().filter(NetworkLayer::inHead).toList();
    long parameters = 0;
    try (WeightsFile a = golden("vgg16-resnet50/vgg16-notop.h5");
        WeightsFile b = golden("resnet50-notop/weights.h5");
        WeightsFile c = golden("vgg16-resnet50/head.h5")) {
      pair(a, "vgg", vgg)
          .pairs()
          .forEach(p -> found.put(p.networkLayer().name(), p.fileLayer().name()));
      pair(b, "resnet", resnet)
          .pairs()
          .forEach(p -> found.put(p.networkLayer().name(), p.fileLayer().name()));
      Pairing headPairing = pair(c, "vgg16-resnet50", head);
      assertThat(headPairing.strategy()).isEqualTo(Strategy.NAME);
      assertThat(headPairing.notices()).isEmpty();
      assertValues(headPairing, c, 0.06, 1_281_502);
      headPairing.pairs().forEach(p -> found.put(p.networkLayer().name(), p.fileLayer().name()));
    }
    assertThat(found).hasSize(all.size());
    found.forEach((layer, fileLayer) -> assertThat(fileLayer).isEqualTo(layer));
  }

  @Test
  void truncatedMobilenetFileFitsCutNetwork() {
    List<NetworkLayer> cut =
        PairingFixtures.upTo(
            GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds")), "conv_pw_12_bn");
    try (WeightsFile file =
        WeightsFile.open(SharedData.path("weights/mobilenet_1_0_224_tf_to_conv_pw_12.h5"))) {
      List<NetworkLayer> withHead =
          PairingFixtures.join(cut, PairingFixtures.dense("predictions", 1024, 2, true));
      Pairing pairing = pair(file, "mobilenet", withHead);
      assertThat(pairing.pairs()).hasSize(50);
      assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
      assertThat(pairing.newlyInitialized())
          .extracting(NetworkLayer::name)
          .containsExactly("predictions");
      long[] total = {0};
      pairing.forEach(file, (layer, kind, values, shape) -> total[0] += values.length);
      assertThat(total[0]).isEqualTo(2_162_880); // from the README of the file
    }
  }

  @Test
  void truncatedMobilenetFileFillsPartOfNetworkOnRequest() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds"));
    try (WeightsFile file =
        WeightsFile.open(SharedData.path("weights/mobilenet_1_0_224_tf_to_conv_pw_12.h5"))) {
      Pairing pairing =
          Pairing.pair(file.contents(), "mobilenet", networkLayers, STRICT.allowPartial());
      assertThat(pairing.pairs()).hasSize(50);
      assertThat(pairing.newlyInitialized())
          .extracting(NetworkLayer::name)
          .containsExactly(
              "conv_dw_13", "conv_dw_13_bn", "conv_pw_13", "conv_pw_13_bn", "conv_preds");
      assertThat(pairing.notices())
          .containsExactly(
              "mobilenet_1_0_224_tf_to_conv_pw_12.h5 ends at \"conv_pw_12_relu\"; mobilenet keeps its initial values from \"conv_dw_13\" on.");
    }
  }

  @Test
  void listsLayersAfterCutAsUnused() {
    List<NetworkLayer> cut =
        PairingFixtures.upTo(GoldenWeights.weightedLayers("mobilenet", Set.of()), "conv_pw_13");
    try (WeightsFile file = golden("mobilenet/weights.h5")) {
      Pairing pairing = pair(file, "mobilenet", cut);
      assertThat(pairing.unused())
          .extracting(FileLayer::name)
          .containsExactly("conv_pw_13_bn", "conv_preds");
      assertThat(pairing.notices())
          .containsExactly(
              "weights.h5: skipped layers after the end of mobilenet: \"conv_pw_13_bn\", \"conv_preds\".");
    }
  }

  @ParameterizedTest
  @CsvSource({"inceptionv3, mixed2, 26", "inceptionresnetv2, mixed_5b, 12"})
  void cutNetworkWithAutomaticNamesUsesFirstLayersOfFile(
      String network, String cut, int convolutions) {
    List<NetworkLayer> all = GoldenWeights.weightedLayers(network, Set.of("predictions"));
    List<GoldenWeights.ShapesLayer> layers = GoldenWeights.shapes(network);
    List<String> order =
        KerasOrder.of(layers.stream().map(GoldenWeights.ShapesLayer::node).toList(), cut);
    List<NetworkLayer> left = all.stream().filter(s -> order.contains(s.name())).toList();
    Pairing pairing =
        Pairing.pair(
            PairingFixtures.file("inception.h5", all, PairingTest::keras2017Name),
            network,
            left,
            STRICT);
    assertThat(pairing.pairs()).hasSize(2 * convolutions); // each with its batch norm
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  /** A name as in Keras 2, which counts from 1, after 94 other layers in the same process. */
  private static String keras2017Name(String name) {
    return AutoGeneratedNames.isAutoGenerated(name)
        ? NumberedName.of(name).stem() + "_" + (NumberedName.of(name).number() + 95)
        : name;
  }

  @ParameterizedTest
  @ValueSource(strings = {"inceptionv3", "inceptionresnetv2", "xception"})
  void numbersOfAutomaticNamesCanStartAnywhere(String network) {
    List<NetworkLayer> networkLayers = GoldenWeights.weightedLayers(network, Set.of("predictions"));
    FileContents file = PairingFixtures.file("old.h5", networkLayers, PairingTest::keras2017Name);
    Pairing pairing = Pairing.pair(file, network, networkLayers, STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.POSITION);
    assertThat(pairing.newlyInitialized()).isEmpty();
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
    assertThat(pairing.notices())
        .containsExactly("old.h5 was matched to %s by layer order.".formatted(network));
  }

  @ParameterizedTest
  @CsvSource({
    "vgg16, 16, predictions",
    "vgg19, 19, predictions",
    "resnet50, 107, probs",
    "mobilenet, 55, conv_preds",
    "mobilenetv2, 105, Logits",
    "densenet121, 242, fc1000",
    "nasnetmobile, 389, predictions"
  })
  void publishedFileIsMatchedByNameWithAnyNameOfItsHead(
      String network, int layers, String lastName) {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers(network, Set.of("fc1", "fc2", "predictions", "conv_preds"));
    String last = networkLayers.get(networkLayers.size() - 1).name();
    FileContents file =
        PairingFixtures.file("old.h5", networkLayers, n -> n.equals(last) ? lastName : n);
    Pairing pairing = Pairing.pair(file, network, networkLayers, STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
    assertThat(pairing.pairs()).hasSize(layers);
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @Test
  void matchesDensenetNamesWithSlashes() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("densenet121", Set.of("predictions"));
    FileContents file =
        PairingFixtures.file(
            "old.h5", networkLayers, n -> n.startsWith("conv1_") ? n.replace('_', '/') : n);
    Pairing pairing = Pairing.pair(file, "densenet121", networkLayers, STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
    assertThat(pairing.pairs().get(0).fileLayer().name()).isEqualTo("conv1/conv");
  }

  @Test
  void matchesLegacyResnetFileInDifferentOrder() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("resnet50", Set.of("predictions"));
    List<NetworkLayer> stored = inLegacyOrder(networkLayers);
    assertThat(stored).hasSize(107);
    Pairing pairing =
        Pairing.pair(
            PairingFixtures.file("resnet50.h5", stored, PairingTest::legacyName),
            "resnet50",
            networkLayers,
            STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.LEGACY_NAME);
    assertThat(pairing.pairs()).hasSize(107);
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
    assertThat(pairing.notices())
        .containsExactly(
            "resnet50.h5 uses layer names of an older Keras release; they were translated.");
  }

  /** Order of a graph that adds [main, shortcut]: 2a 2b 2c 1 in each first block. */
  static List<NetworkLayer> inLegacyOrder(List<NetworkLayer> networkLayers) {
    List<NetworkLayer> stored = new ArrayList<>();
    List<NetworkLayer> shortcuts = new ArrayList<>();
    for (NetworkLayer networkLayer : networkLayers) {
      if (networkLayer.name().contains("_0_")) {
        shortcuts.add(networkLayer);
        continue;
      }
      stored.add(networkLayer);
      if (networkLayer.name().endsWith("_3_bn")) {
        stored.addAll(shortcuts);
        shortcuts.clear();
      }
    }
    return stored;
  }

  /** Returns the legacy name of a layer of resnet50. */
  static String legacyName(String name) {
    return switch (name) {
      case "conv1_conv" -> "conv1";
      case "conv1_bn" -> "bn_conv1";
      case "predictions" -> "fc1000";
      default -> {
        String[] parts = name.split("_"); // conv2, block1, 1, conv
        String branch = List.of("1", "2a", "2b", "2c").get(Integer.parseInt(parts[2]));
        char letter = (char) ('a' + Integer.parseInt(parts[1].substring(5)) - 1);
        String kind = parts[3].equals("bn") ? "bn" : "res";
        yield kind + parts[0].substring(4) + letter + "_branch" + branch;
      }
    };
  }

  @Test
  void matchesKeras3FileWithoutNamesByClass() {
    List<NetworkLayer> networkLayers = new ArrayList<>();
    int[][] widths = {{2, 3}, {3, 4}, {5, 6}, {4, 5}};
    String[] names = {"first", "second", "fourth", "third"};
    for (int i : new int[] {0, 1, 2, 3}) {
      networkLayers.add(
          new NetworkLayer(
              names[i],
              "Conv2D",
              ImmutableList.of(
                  new NetworkLayer.Tensor(
                      "kernel", ImmutableList.of(1, 1, widths[i][0], widths[i][1]))),
              false,
              false));
    }
    try (WeightsFile file =
        WeightsFile.open(WeightsFileTest.resource("keras3-unnamed.weights.h5"))) {
      Pairing pairing = pair(file, "small", networkLayers);
      assertThat(pairing.pairs())
          .extracting(p -> p.fileLayer().name())
          .containsExactly("conv2d", "conv2d_1", "conv2d_2", "conv2d_10");
      assertThat(pairing.unused()).extracting(FileLayer::name).containsExactly("dense");
    }
  }
}
