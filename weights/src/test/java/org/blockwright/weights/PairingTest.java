package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Pairing with the files that Keras wrote, and with those that other releases wrote. */
class PairingTest {
  private static final PairingOptions STRICT = PairingOptions.STRICT;

  private static WeightsFile golden(String name) {
    return WeightsFile.open(SharedData.path("golden/keras-files/" + name));
  }

  private static Pairing pair(WeightsFile file, String network, List<NetworkLayer> slots) {
    return Pairing.pair(file.contents(), network, slots, STRICT);
  }

  /** Every number handed over is that which the formula gives for the network's own names. */
  private static void assertNumbers(Pairing pairing, WeightsFile file, double gain, long count) {
    long[] numbers = {0};
    pairing.forEach(
        file,
        (slot, kind, values, shape) -> {
          List<Integer> dimensions = com.google.common.primitives.Ints.asList(shape);
          assertThat(values)
              .as(slot + "/" + kind)
              .isEqualTo(GoldenFiles.periodic(slot, kind, dimensions, gain));
          numbers[0] += values.length;
        });
    assertThat(numbers[0]).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.h5", "keras3.weights.h5", "model.keras"})
  void everyMobilenetFileFillsTheWholeNetworkByName(String name) {
    try (WeightsFile file = golden("mobilenet/" + name)) {
      Pairing pairing =
          pair(file, "mobilenet", GoldenFiles.weightedLayers("mobilenet", Set.of("conv_preds")));
      assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
      assertThat(pairing.newlyInitialized()).isEmpty();
      assertThat(pairing.unused()).isEmpty();
      assertThat(pairing.notices()).isEmpty();
      assertNumbers(pairing, file, 2, 4_253_864);
    }
  }

  @Test
  void theClassifierOfMobilenetMayBeADenseLayerOfAnotherName() {
    List<NetworkLayer> slots =
        PairingFixtures.join(
            GoldenFiles.backbone("mobilenet", Set.of("conv_preds")),
            PairingFixtures.dense("predictions", 1024, 1000, true));
    try (WeightsFile file = golden("mobilenet/weights.h5")) {
      Pairing pairing = pair(file, "mobilenet", slots);
      Pair top = pairing.pairs().get(pairing.pairs().size() - 1);
      assertThat(top.fileLayer().name()).isEqualTo("conv_preds");
      pairing.forEach(
          file,
          (slot, kind, values, shape) -> {
            if (slot.equals("predictions") && kind.equals("kernel")) {
              assertThat(shape).containsExactly(1024, 1000);
              assertThat(values)
                  .isEqualTo(
                      GoldenFiles.periodic("conv_preds", kind, List.of(1, 1, 1024, 1000), 2));
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
  void aFileWithoutTopFillsTheBackbone(
      String name, String network, Strategy how, double gain, long count) {
    Set<String> head = Set.of("fc1", "fc2", "predictions");
    try (WeightsFile file = golden(name)) {
      Pairing pairing = pair(file, network, GoldenFiles.weightedLayers(network, head));
      assertThat(pairing.strategy()).isEqualTo(how);
      assertThat(pairing.newlyInitialized()).allMatch(NetworkLayer::inHead).isNotEmpty();
      assertNumbers(pairing, file, gain, count);
    }
  }

  @Test
  void aTopForAsManyLabelsIsTakenWithItsFirstDenseLayerOnASmallMap() {
    List<NetworkLayer> slots =
        GoldenFiles.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    slots = PairingFixtures.reshaped(slots, "fc1", List.of(List.of(2048, 4096), List.of(4096)));
    slots = PairingFixtures.reshaped(slots, "predictions", List.of(List.of(4096, 10), List.of(10)));
    try (WeightsFile file = golden("vgg16-top-64/weights.h5")) {
      Pairing pairing = pair(file, "vgg16", slots);
      assertThat(pairing.newlyInitialized()).isEmpty();
      assertNumbers(pairing, file, 1.45, 39_929_674);
    }
  }

  @Test
  void aTopForOtherLabelsIsLeftOutWithANotice() {
    try (WeightsFile file = golden("mobilenetv2/weights.h5")) {
      Pairing pairing =
          pair(
              file,
              "mobilenetv2",
              GoldenFiles.weightedLayers("mobilenetv2", Set.of("predictions")));
      assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
      assertThat(pairing.newlyInitialized())
          .extracting(NetworkLayer::name)
          .containsExactly("predictions");
      assertThat(pairing.unused()).extracting(FileLayer::name).containsExactly("predictions");
      assertThat(pairing.notices())
          .containsExactly(
              "weights.h5: the top \"predictions\" is left out; the head of mobilenetv2 keeps its initial values there.");
      assertNumbers(pairing, file, 2, 2_257_984);
    }
  }

  @Test
  void onlyTheLastLayerOfALongTopIsLeftOutForOtherLabels() {
    List<NetworkLayer> slots =
        GoldenFiles.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    FileContents file = PairingFixtures.file("vgg16.h5", slots);
    List<NetworkLayer> three =
        PairingFixtures.reshaped(slots, "predictions", List.of(List.of(4096, 3), List.of(3)));
    Pairing pairing = Pairing.pair(file, "vgg16", three, STRICT);
    assertThat(pairing.pairs()).hasSize(15);
    assertThat(pairing.newlyInitialized())
        .extracting(NetworkLayer::name)
        .containsExactly("predictions");
  }

  @Test
  void anotherHeadOnTheSameBackboneKeepsItsInitialValues() {
    List<NetworkLayer> slots =
        GoldenFiles.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    FileContents file = PairingFixtures.file("vgg16.h5", slots);
    List<NetworkLayer> pooled =
        PairingFixtures.join(
            slots.stream().filter(s -> !s.inHead()).toList(),
            PairingFixtures.dense("predictions", 512, 1000, true));
    Pairing pairing = Pairing.pair(file, "vgg16", pooled, STRICT);
    assertThat(pairing.pairs()).hasSize(13);
    assertThat(pairing.notices())
        .containsExactly(
            "vgg16.h5: the top \"fc1\", \"fc2\", \"predictions\" is left out; the head of vgg16 keeps its initial values there.");
  }

  @Test
  void aTopThatWouldFitIsLeftOutWhenAsked() {
    List<NetworkLayer> slots =
        GoldenFiles.weightedLayers("vgg16", Set.of("fc1", "fc2", "predictions"));
    Pairing pairing =
        Pairing.pair(PairingFixtures.file("vgg16.h5", slots), "vgg16", slots, STRICT.skipHead());
    assertThat(pairing.newlyInitialized())
        .extracting(NetworkLayer::name)
        .containsExactly("fc1", "fc2", "predictions");
  }

  @Test
  void aNetworkOfTwoTowersIsFilledFromThreeFiles() {
    Map<String, String> found = new HashMap<>();
    List<NetworkLayer> all = GoldenFiles.weightedLayers("vgg16-resnet50", Set.of("fc1", "fc2"));
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
      Pairing top = pair(c, "vgg16-resnet50", head);
      assertThat(top.strategy()).isEqualTo(Strategy.NAME);
      assertThat(top.notices()).isEmpty();
      assertNumbers(top, c, 0.06, 1_281_502);
      top.pairs().forEach(p -> found.put(p.networkLayer().name(), p.fileLayer().name()));
    }
    assertThat(found).hasSize(all.size());
    found.forEach((slot, layer) -> assertThat(layer).isEqualTo(slot));
  }

  @Test
  void theSharedMobilenetFileFitsTheNetworkCutWhereItEnds() {
    List<NetworkLayer> cut =
        PairingFixtures.upTo(
            GoldenFiles.weightedLayers("mobilenet", Set.of("conv_preds")), "conv_pw_12_bn");
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
      long[] numbers = {0};
      pairing.forEach(file, (slot, kind, values, shape) -> numbers[0] += values.length);
      assertThat(numbers[0]).isEqualTo(2_162_880); // the README beside the file
    }
  }

  @Test
  void theSharedMobilenetFileFillsTheWholeNetworkInPartWhenAsked() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("mobilenet", Set.of("conv_preds"));
    try (WeightsFile file =
        WeightsFile.open(SharedData.path("weights/mobilenet_1_0_224_tf_to_conv_pw_12.h5"))) {
      Pairing pairing = Pairing.pair(file.contents(), "mobilenet", slots, STRICT.allowPartial());
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
  void whatAFileHoldsBeyondTheCutIsListedAsNotUsed() {
    List<NetworkLayer> cut =
        PairingFixtures.upTo(GoldenFiles.weightedLayers("mobilenet", Set.of()), "conv_pw_13");
    try (WeightsFile file = golden("mobilenet/weights.h5")) {
      Pairing pairing = pair(file, "mobilenet", cut);
      assertThat(pairing.unused())
          .extracting(FileLayer::name)
          .containsExactly("conv_pw_13_bn", "conv_preds");
      assertThat(pairing.notices())
          .containsExactly(
              "weights.h5: not used, since mobilenet ends before: \"conv_pw_13_bn\", \"conv_preds\".");
    }
  }

  @ParameterizedTest
  @CsvSource({"inceptionv3, mixed2, 26", "inceptionresnetv2, mixed_5b, 12"})
  void aCutNetworkOfAutomaticNamesTakesTheFirstLayersOfTheFile(
      String network, String cut, int convolutions) {
    List<NetworkLayer> all = GoldenFiles.weightedLayers(network, Set.of("predictions"));
    List<GoldenFiles.ShapesLayer> layers = GoldenFiles.shapes(network);
    List<String> order =
        KerasOrder.of(layers.stream().map(GoldenFiles.ShapesLayer::node).toList(), cut);
    List<NetworkLayer> left = all.stream().filter(s -> order.contains(s.name())).toList();
    Pairing pairing =
        Pairing.pair(
            PairingFixtures.file("inception.h5", all, PairingTest::keras2017Name),
            network,
            left,
            STRICT);
    assertThat(pairing.pairs()).hasSize(2 * convolutions); // zoo.md 4.7, 4.8: each with its norm
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  /** Keras 2 counted from 1, here in a process that had made 94 others before. */
  private static String keras2017Name(String name) {
    return AutoGeneratedNames.isAutoGenerated(name)
        ? NumberedName.of(name).stem() + "_" + (NumberedName.of(name).number() + 95)
        : name;
  }

  @ParameterizedTest
  @ValueSource(strings = {"inceptionv3", "inceptionresnetv2", "xception"})
  void numbersOfAutomaticNamesMayStartAnywhere(String network) {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers(network, Set.of("predictions"));
    FileContents file = PairingFixtures.file("old.h5", slots, PairingTest::keras2017Name);
    Pairing pairing = Pairing.pair(file, network, slots, STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.POSITION);
    assertThat(pairing.newlyInitialized()).isEmpty();
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
    assertThat(pairing.notices())
        .containsExactly(
            "old.h5 was paired with %s by the order of the layers.".formatted(network));
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
  void aPublishedFileIsPairedByNameWhateverItsTopIsCalled(String network, int layers, String top) {
    List<NetworkLayer> slots =
        GoldenFiles.weightedLayers(network, Set.of("fc1", "fc2", "predictions", "conv_preds"));
    String last = slots.get(slots.size() - 1).name();
    FileContents file = PairingFixtures.file("old.h5", slots, n -> n.equals(last) ? top : n);
    Pairing pairing = Pairing.pair(file, network, slots, STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
    assertThat(pairing.pairs()).hasSize(layers); // zoo.md 1.5
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @Test
  void layersOfDensenetMayBeNamedWithSlashes() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("densenet121", Set.of("predictions"));
    FileContents file =
        PairingFixtures.file(
            "old.h5", slots, n -> n.startsWith("conv1_") ? n.replace('_', '/') : n);
    Pairing pairing = Pairing.pair(file, "densenet121", slots, STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.NAME);
    assertThat(pairing.pairs().get(0).fileLayer().name()).isEqualTo("conv1/conv");
  }

  @Test
  void theOlderResnetFileGoesThroughItsMapThoughItsOrderDiffers() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("resnet50", Set.of("predictions"));
    List<NetworkLayer> stored = inLegacyOrder(slots);
    assertThat(stored).hasSize(107);
    Pairing pairing =
        Pairing.pair(
            PairingFixtures.file("resnet50.h5", stored, PairingTest::legacyName),
            "resnet50",
            slots,
            STRICT);
    assertThat(pairing.strategy()).isEqualTo(Strategy.LEGACY_NAME);
    assertThat(pairing.pairs()).hasSize(107);
    assertThat(pairing.pairs())
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
    assertThat(pairing.notices())
        .containsExactly(
            "resnet50.h5 has the layer names of an older release; they were translated.");
  }

  /** Saved from a graph that added [main, shortcut]: 2a 2b 2c 1 in each first block. */
  static List<NetworkLayer> inLegacyOrder(List<NetworkLayer> slots) {
    List<NetworkLayer> stored = new ArrayList<>();
    List<NetworkLayer> shortcuts = new ArrayList<>();
    for (NetworkLayer slot : slots) {
      if (slot.name().contains("_0_")) {
        shortcuts.add(slot);
        continue;
      }
      stored.add(slot);
      if (slot.name().endsWith("_3_bn")) {
        stored.addAll(shortcuts);
        shortcuts.clear();
      }
    }
    return stored;
  }

  /** The older name of a layer of resnet50, by hand from zoo.md 4.3. */
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
  void keras3FilesWithoutNamesArePairedClassByClass() {
    List<NetworkLayer> slots = new ArrayList<>();
    int[][] widths = {{2, 3}, {3, 4}, {5, 6}, {4, 5}};
    String[] names = {"first", "second", "fourth", "third"};
    for (int i : new int[] {0, 1, 2, 3}) {
      slots.add(
          new NetworkLayer(
              names[i],
              "Conv2D",
              com.google.common.collect.ImmutableList.of(
                  new NetworkLayer.Tensor(
                      "kernel",
                      com.google.common.collect.ImmutableList.of(
                          1, 1, widths[i][0], widths[i][1]))),
              false,
              false));
    }
    try (WeightsFile file =
        WeightsFile.open(WeightsFileTest.resource("keras3-unnamed.weights.h5"))) {
      Pairing pairing = pair(file, "small", slots);
      assertThat(pairing.pairs())
          .extracting(p -> p.fileLayer().name())
          .containsExactly("conv2d", "conv2d_1", "conv2d_2", "conv2d_10");
      assertThat(pairing.unused()).extracting(FileLayer::name).containsExactly("dense");
    }
  }
}
