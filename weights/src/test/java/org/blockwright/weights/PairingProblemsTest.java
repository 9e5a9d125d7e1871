package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.blockwright.base.SharedData;
import org.blockwright.base.WeightsException;
import org.blockwright.weights.keras.KerasModelConfig;
import org.junit.jupiter.api.Test;

/** The full text of every message about a file that does not fit a network. */
class PairingProblemsTest {
  private static final PairingOptions STRICT = PairingOptions.STRICT;
  private static final Set<String> VGG_HEAD = Set.of("fc1", "fc2", "predictions");

  private static void assertRejected(
      FileContents file, String network, List<NetworkLayer> networkLayers, String message) {
    assertThatThrownBy(() -> Pairing.pair(file, network, networkLayers, STRICT))
        .isInstanceOf(WeightsException.class)
        .hasMessage(message);
  }

  private static FileContents contents(String path) {
    try (WeightsFile file = WeightsFile.open(SharedData.path(path))) {
      return file.contents();
    }
  }

  @Test
  void otherNumberOfLabels() {
    List<NetworkLayer> networkLayers = GoldenWeights.weightedLayers("vgg16", Set.of());
    assertRejected(
        PairingFixtures.file("vgg16.h5", networkLayers),
        "vgg16",
        PairingFixtures.reshaped(
            networkLayers, "predictions", List.of(List.of(4096, 3), List.of(3))),
        "vgg16.h5: weights do not fit vgg16: 2 of 32 tensors differ: \"predictions/kernel\" file 4096x1000, network 4096x3; \"predictions/bias\" file 1000, network 3. For other class labels use a new head: --head original.");
  }

  @Test
  void headForAnotherInputSize() {
    List<NetworkLayer> networkLayers = GoldenWeights.weightedLayers("vgg16", VGG_HEAD);
    assertRejected(
        PairingFixtures.file("vgg16.h5", networkLayers),
        "vgg16",
        PairingFixtures.reshaped(
            networkLayers, "fc1", List.of(List.of(32768, 4096), List.of(4096))),
        "vgg16.h5: weights do not fit vgg16: 1 of 32 tensors differ: \"fc1/kernel\" file 25088x4096, network 32768x4096. Use --head global-average, or the input size that the weights were made for.");
  }

  @Test
  void otherNumberOfInputChannels() {
    List<NetworkLayer> networkLayers = GoldenWeights.backbone("vgg16", VGG_HEAD);
    ImmutableList<Integer> bias = networkLayers.get(0).tensors().get(1).shape();
    assertRejected(
        PairingFixtures.file("a.h5", networkLayers),
        "vgg16",
        PairingFixtures.reshaped(
            networkLayers, "block1_conv1", List.of(List.of(3, 3, 1, 64), bias)),
        "a.h5: weights do not fit vgg16: 1 of 26 tensors differ: \"block1_conv1/kernel\" file 3x3x3x64, network 3x3x1x64. The first kernel in the file expects 3 input channels, the network's input has 1. Use --input HxWx3, or --gray-kernel sum.");
  }

  @Test
  void otherWidth() {
    FileContents narrow = contents("golden/keras-files/mobilenet-0.25-96/weights.h5");
    assertThatThrownBy(
            () ->
                Pairing.pair(
                    narrow,
                    "mobilenet",
                    GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds")),
                    STRICT))
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith(
            "weights.h5: weights do not fit mobilenet: 135 of 137 tensors differ: \"conv1/kernel\" file 3x3x3x8, network 3x3x3x32; \"conv1_bn/gamma\" file 8, network 32; ")
        .endsWith(
            "; and 123 more. The file fits mobilenet-0.25 (alpha=0.25). Use that network, or weights with alpha=1.0.");
  }

  /** A width that is no network of the zoo, or a network that is not in the zoo. */
  @Test
  void widthWithoutZooNetwork() {
    FileContents narrow = contents("golden/keras-files/mobilenet-0.25-96/weights.h5");
    assertThatThrownBy(
            () ->
                Pairing.pair(
                    narrow,
                    "own",
                    GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds")),
                    STRICT))
        .isInstanceOf(WeightsException.class)
        .message()
        .endsWith(
            "; and 123 more. Its layers are 0.25 times as wide: it was saved with another alpha (width). Use weights of the same width, or build the network with the alpha of the file.");
  }

  @Test
  void arraysMissingOnOneSide() {
    List<NetworkLayer> networkLayers = GoldenWeights.backbone("vgg16", VGG_HEAD);
    ImmutableList<Integer> kernel = networkLayers.get(0).tensors().get(0).shape();
    List<NetworkLayer> without =
        PairingFixtures.reshaped(networkLayers, "block1_conv1", List.of(kernel));
    assertRejected(
        PairingFixtures.file("a.h5", without),
        "vgg16",
        networkLayers,
        "a.h5: weights do not fit vgg16: 1 of 26 tensors differ: \"block1_conv1/bias\" file none, network 64. Use weights made for vgg16.");
    assertRejected(
        PairingFixtures.file("a.h5", networkLayers),
        "vgg16",
        without,
        "a.h5: weights do not fit vgg16: 1 of 25 tensors differ: \"block1_conv1/block1_conv1/bias:0\" file 64, network none. Use weights made for vgg16.");
  }

  @Test
  void fileThatEndsEarly() {
    assertRejected(
        contents("weights/mobilenet_1_0_224_tf_to_conv_pw_12.h5"),
        "mobilenet",
        GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds")),
        "mobilenet_1_0_224_tf_to_conv_pw_12.h5 ends at \"conv_pw_12_relu\"; mobilenet continues with \"conv_dw_13\". Add --cut conv_pw_12_relu, or --allow-partial-weights.");
    assertRejected(
        contents("weights/vgg16_tf_to_block3_pool.h5"),
        "vgg16",
        GoldenWeights.weightedLayers("vgg16", VGG_HEAD),
        "vgg16_tf_to_block3_pool.h5 ends at \"block3_pool\"; vgg16 continues with \"block4_conv1\". Add --cut block3_pool, or --allow-partial-weights.");
  }

  @Test
  void fileThatEndsEarlyInNetworkOfTowersSuggestsNoCut() {
    List<NetworkLayer> networkLayers = GoldenWeights.weightedLayers("vgg16", VGG_HEAD);

    assertThatThrownBy(
            () ->
                Pairing.pair(
                    contents("weights/vgg16_tf_to_block3_pool.h5"),
                    "both/vgg16",
                    networkLayers,
                    STRICT.forBlock("vgg16").withTowers()))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "vgg16_tf_to_block3_pool.h5 ends at \"block3_pool\"; both/vgg16 continues with \"block4_conv1\". Add --allow-partial-weights.");
  }

  @Test
  void fileWithAutomaticNamesThatEndsEarly() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("inceptionv3", Set.of("predictions"));
    assertRejected(
        PairingFixtures.file("short.h5", networkLayers.subList(0, 20)),
        "inceptionv3",
        networkLayers,
        "short.h5 ends at \"%s\"; inceptionv3 continues with \"%s\". Add --cut %s, or --allow-partial-weights."
            .formatted(
                networkLayers.get(19).name(),
                networkLayers.get(20).name(),
                networkLayers.get(19).name()));
  }

  @Test
  void missingLayerInTheMiddle() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds"));
    List<NetworkLayer> lacking =
        networkLayers.stream().filter(s -> !s.name().startsWith("conv_dw_5")).toList();
    assertRejected(
        PairingFixtures.file("a.h5", lacking),
        "mobilenet",
        networkLayers,
        "a.h5 is missing 2 of the 54 layers of mobilenet: \"conv_dw_5\", \"conv_dw_5_bn\". Use weights made for mobilenet.");
  }

  @Test
  void fileOfAnotherNetwork() {
    assertRejected(
        contents("golden/keras-files/vgg16-top-64/weights.h5"),
        "mobilenet",
        GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds")),
        "weights.h5 does not fit mobilenet: it contains 16 layers with weights, from \"block1_conv1\" 3x3x3x64 to \"predictions\" 4096x10 (it looks like vgg16); mobilenet has 55, from \"conv1\" 3x3x3x32 to \"conv_preds\" 1x1x1024x1000. Use weights made for mobilenet.");
  }

  @Test
  void fileOfAnotherNetworkForAutomaticNames() {
    assertRejected(
        contents("golden/keras-files/mobilenetv2/weights.h5"),
        "inceptionv3",
        GoldenWeights.weightedLayers("inceptionv3", Set.of("predictions")),
        "weights.h5 does not fit inceptionv3: it contains 105 layers with weights, from \"Conv1\" 3x3x3x32 to \"predictions\" 1280x10 (it looks like mobilenetv2); inceptionv3 has 189, from \"conv2d\" 3x3x3x32 to \"predictions\" 2048x1000. Use weights made for inceptionv3.");
  }

  @Test
  void fileOfLargerVariant() {
    // Every layer of vgg16 is in vgg19 by name and shape; loading them would be silently wrong.
    assertRejected(
        PairingFixtures.file("vgg19.h5", GoldenWeights.weightedLayers("vgg19", Set.of())),
        "vgg16",
        GoldenWeights.weightedLayers("vgg16", VGG_HEAD),
        "vgg19.h5 does not fit vgg16: it also contains the layers \"block3_conv4\", \"block4_conv4\" (it looks like vgg19). Use weights made for vgg16.");
  }

  @Test
  void fileOfLargerVariantForCutNetwork() {
    List<NetworkLayer> whole = GoldenWeights.weightedLayers("vgg16", VGG_HEAD);
    List<NetworkLayer> cut = PairingFixtures.upTo(whole, "block3_conv3");
    FileContents file =
        PairingFixtures.file("vgg19.h5", GoldenWeights.weightedLayers("vgg19", Set.of()));
    PairingOptions options = STRICT.cutFrom(whole.stream().map(NetworkLayer::name).toList());
    assertThatThrownBy(() -> Pairing.pair(file, "vgg16", cut, options))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "vgg19.h5 does not fit vgg16: it also contains the layers \"block3_conv4\", \"block4_conv4\", \"block5_conv4\" (it looks like vgg19). Use weights made for vgg16.");
  }

  @Test
  void suggestsCutAtKnownLayerIfLastLayerIsUnknown() {
    List<NetworkLayer> whole = GoldenWeights.weightedLayers("mobilenet", Set.of("conv_preds"));
    List<NetworkLayer> part =
        PairingFixtures.join(
            PairingFixtures.upTo(whole, "conv_pw_12_bn"),
            PairingFixtures.dense("own", 1024, 7, true));
    PairingOptions options = STRICT.cutFrom(whole.stream().map(NetworkLayer::name).toList());
    FileContents file = PairingFixtures.file("a.h5", part);
    FileContents unknownEnd =
        new FileContents(
            "a.h5",
            true,
            ImmutableList.<FileLayer>builder()
                .addAll(file.layers().subList(0, file.layers().size() - 1))
                .add(FileLayer.of("activation_99", ImmutableList.of()))
                .build());
    assertThatThrownBy(() -> Pairing.pair(unknownEnd, "mobilenet", whole, options))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "a.h5 ends at \"activation_99\"; mobilenet continues with \"conv_dw_13\". Add --cut conv_pw_12_bn, or --allow-partial-weights.");
    assertThatThrownBy(() -> Pairing.pair(file, "mobilenet", whole, STRICT))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "a.h5 ends at \"conv_pw_12_bn\"; mobilenet continues with \"conv_dw_13\". Add --cut conv_pw_12_bn, or --allow-partial-weights.");
  }

  @Test
  void cutInsideBlockMayRemoveLayersInBetween() {
    List<NetworkLayer> whole = GoldenWeights.weightedLayers("resnet50", Set.of("predictions"));
    List<GoldenWeights.ShapesLayer> layers = GoldenWeights.shapes("resnet50");
    List<String> order =
        KerasOrder.of(
            layers.stream().map(GoldenWeights.ShapesLayer::node).toList(), "conv3_block1_3_bn");
    List<NetworkLayer> left = whole.stream().filter(s -> order.contains(s.name())).toList();
    FileContents file = PairingFixtures.file("resnet50.h5", whole);
    assertRejected(
        file,
        "resnet50",
        left,
        "resnet50.h5 does not fit resnet50: it also contains the layers \"conv3_block1_0_conv\", \"conv3_block1_0_bn\" (it looks like resnet50). Use weights made for resnet50.");
    PairingOptions options = STRICT.cutFrom(whole.stream().map(NetworkLayer::name).toList());
    assertThat(Pairing.pair(file, "resnet50", left, options).pairs())
        .hasSameSizeAs(left)
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @Test
  void numbersInAnotherOrderThanLayers() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("inceptionv3", Set.of("predictions"));
    // conv2d_8 and conv2d_9 of mixed0 have different shapes, their batch norms the same.
    UnaryOperator<String> swapped =
        name ->
            switch (name) {
              case "batch_normalization_9" -> "batch_normalization_10";
              case "batch_normalization_10" -> "batch_normalization_9";
              default -> name;
            };
    assertRejected(
        PairingFixtures.file("a.h5", networkLayers, swapped),
        "inceptionv3",
        networkLayers,
        "a.h5: conflicting matches for 2 layers of inceptionv3: \"batch_normalization_9\" matches \"batch_normalization_10\" by order but \"batch_normalization_9\" by numbering; \"batch_normalization_10\" matches \"batch_normalization_9\" by order but \"batch_normalization_10\" by numbering. Save the whole model with Keras, model.save(\"model.keras\"): that file also contains the connections between layers.");
  }

  @Test
  void namesInAnotherOrderThanLayers() {
    List<NetworkLayer> networkLayers = GoldenWeights.weightedLayers("vgg16", VGG_HEAD);
    List<NetworkLayer> stored = new ArrayList<>(networkLayers);
    int i = networkLayers.stream().map(NetworkLayer::name).toList().indexOf("block5_conv1");
    Collections.swap(stored, i, i + 1);
    assertRejected(
        PairingFixtures.file("a.h5", stored),
        "vgg16",
        networkLayers,
        "a.h5: conflicting matches for 2 layers of vgg16: \"block5_conv1\" matches \"block5_conv1\" by name but \"block5_conv2\" by order; \"block5_conv2\" matches \"block5_conv2\" by name but \"block5_conv1\" by order. Save the whole model with Keras, model.save(\"model.keras\"): that file also contains the connections between layers.");
  }

  @Test
  void namedLayersInAnotherOrderAmongAutomaticNames() {
    List<NetworkLayer> networkLayers =
        GoldenWeights.weightedLayers("xception", Set.of("predictions"));
    UnaryOperator<String> swapped =
        name ->
            switch (name) {
              case "block6_sepconv1" -> "block6_sepconv2";
              case "block6_sepconv2" -> "block6_sepconv1";
              default -> name;
            };
    assertRejected(
        PairingFixtures.file("a.h5", networkLayers, swapped),
        "xception",
        networkLayers,
        "a.h5: conflicting matches for 2 layers of xception: \"block6_sepconv1\" matches \"block6_sepconv2\" by order but \"block6_sepconv1\" by name; \"block6_sepconv2\" matches \"block6_sepconv1\" by order but \"block6_sepconv2\" by name. Save the whole model with Keras, model.save(\"model.keras\"): that file also contains the connections between layers.");
  }

  @Test
  void ambiguousOrderOfFileWithModelConfiguration() {
    KerasModelConfig model =
        new KerasModelConfig("m", ImmutableList.of(), ImmutableList.of(), ImmutableList.of());
    FileContents file = new FileContents("a.keras", true, ImmutableList.of(), Optional.of(model));

    assertThat(PairingProblems.ambiguousOrder(file, "net", List.of("ant", "bee")))
        .hasMessage(
            "a.keras does not determine the order of these layers of equal shape in net: \"ant\", \"bee\". It was saved from a model with different connections; describe the network with the same connections.");
  }
}
