package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.blockwright.base.SharedData;
import org.blockwright.base.WeightsException;
import org.junit.jupiter.api.Test;

/** The exact words of every message about a file that does not fit a network. */
class PairingProblemsTest {
  private static final PairingOptions STRICT = PairingOptions.STRICT;
  private static final Set<String> VGG_HEAD = Set.of("fc1", "fc2", "predictions");

  private static void assertRejected(
      FileContents file, String network, List<NetworkLayer> slots, String message) {
    assertThatThrownBy(() -> Pairing.pair(file, network, slots, STRICT))
        .isInstanceOf(WeightsException.class)
        .hasMessage(message);
  }

  private static FileContents contents(String path) {
    try (WeightsFile file = WeightsFile.open(SharedData.path(path))) {
      return file.contents();
    }
  }

  @Test
  void otherLabelsWhereTheTopIsWanted() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("vgg16", Set.of());
    assertRejected(
        PairingFixtures.file("vgg16.h5", slots),
        "vgg16",
        PairingFixtures.reshaped(slots, "predictions", List.of(List.of(4096, 3), List.of(3))),
        "vgg16.h5: weights do not fit vgg16: 2 of 32 tensors differ: \"predictions/kernel\" file 4096x1000, network 4096x3; \"predictions/bias\" file 1000, network 3. For other labels drop the file's head: --head full.");
  }

  @Test
  void aTopMadeForAnotherInputSize() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("vgg16", VGG_HEAD);
    assertRejected(
        PairingFixtures.file("vgg16.h5", slots),
        "vgg16",
        PairingFixtures.reshaped(slots, "fc1", List.of(List.of(32768, 4096), List.of(4096))),
        "vgg16.h5: weights do not fit vgg16: 1 of 32 tensors differ: \"fc1/kernel\" file 25088x4096, network 32768x4096. Use --head pool, or the input size that the weights were made for.");
  }

  @Test
  void picturesOfOtherChannels() {
    List<NetworkLayer> slots = GoldenFiles.backbone("vgg16", VGG_HEAD);
    ImmutableList<Integer> bias = slots.get(0).tensors().get(1).shape();
    assertRejected(
        PairingFixtures.file("a.h5", slots),
        "vgg16",
        PairingFixtures.reshaped(slots, "block1_conv1", List.of(List.of(3, 3, 1, 64), bias)),
        "a.h5: weights do not fit vgg16: 1 of 26 tensors differ: \"block1_conv1/kernel\" file 3x3x3x64, network 3x3x1x64. The file's first kernel reads 3 channels, the input has 1: give it 3 (--input HxWx3).");
  }

  @Test
  void anotherWidth() {
    FileContents narrow = contents("golden/keras-files/mobilenet-0.25-96/weights.h5");
    assertThatThrownBy(
            () ->
                Pairing.pair(
                    narrow,
                    "mobilenet",
                    GoldenFiles.weightedLayers("mobilenet", Set.of("conv_preds")),
                    STRICT))
        .isInstanceOf(WeightsException.class)
        .message()
        .startsWith(
            "weights.h5: weights do not fit mobilenet: 135 of 137 tensors differ: \"conv1/kernel\" file 3x3x3x8, network 3x3x3x32; \"conv1_bn/gamma\" file 8, network 32; ")
        .endsWith(
            "; and 123 more. Its layers are 0.25 times as wide: it was saved with alpha=0.25. Use weights with alpha=1.0, or build the network with that width.");
  }

  @Test
  void arraysThatOnlyOneSideHas() {
    List<NetworkLayer> slots = GoldenFiles.backbone("vgg16", VGG_HEAD);
    ImmutableList<Integer> kernel = slots.get(0).tensors().get(0).shape();
    List<NetworkLayer> without = PairingFixtures.reshaped(slots, "block1_conv1", List.of(kernel));
    assertRejected(
        PairingFixtures.file("a.h5", without),
        "vgg16",
        slots,
        "a.h5: weights do not fit vgg16: 1 of 26 tensors differ: \"block1_conv1/bias\" file none, network 64. Use weights made for vgg16.");
    assertRejected(
        PairingFixtures.file("a.h5", slots),
        "vgg16",
        without,
        "a.h5: weights do not fit vgg16: 1 of 25 tensors differ: \"block1_conv1/block1_conv1/bias:0\" file 64, network none. Use weights made for vgg16.");
  }

  @Test
  void aFileThatEndsEarly() {
    assertRejected(
        contents("weights/mobilenet_1_0_224_tf_to_conv_pw_12.h5"),
        "mobilenet",
        GoldenFiles.weightedLayers("mobilenet", Set.of("conv_preds")),
        "mobilenet_1_0_224_tf_to_conv_pw_12.h5 ends at \"conv_pw_12_relu\"; mobilenet goes on with \"conv_dw_13\". Add --cut conv_pw_12_relu, or --allow-partial-weights.");
    assertRejected(
        contents("weights/vgg16_tf_to_block3_pool.h5"),
        "vgg16",
        GoldenFiles.weightedLayers("vgg16", VGG_HEAD),
        "vgg16_tf_to_block3_pool.h5 ends at \"block3_pool\"; vgg16 goes on with \"block4_conv1\". Add --cut block3_pool, or --allow-partial-weights.");
  }

  @Test
  void aFileThatEndsEarlyInANetworkOfTowersIsNoReasonToCut() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("vgg16", VGG_HEAD);

    assertThatThrownBy(
            () ->
                Pairing.pair(
                    contents("weights/vgg16_tf_to_block3_pool.h5"),
                    "both/vgg16",
                    slots,
                    STRICT.forBlock("vgg16").withTowers()))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "vgg16_tf_to_block3_pool.h5 ends at \"block3_pool\"; both/vgg16 goes on with \"block4_conv1\". Add --allow-partial-weights.");
  }

  @Test
  void aFileOfAutomaticNamesThatEndsEarly() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("inceptionv3", Set.of("predictions"));
    assertRejected(
        PairingFixtures.file("short.h5", slots.subList(0, 20)),
        "inceptionv3",
        slots,
        "short.h5 ends at \"%s\"; inceptionv3 goes on with \"%s\". Add --cut %s, or --allow-partial-weights."
            .formatted(slots.get(19).name(), slots.get(20).name(), slots.get(19).name()));
  }

  @Test
  void aFileThatLacksALayerInTheMiddle() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("mobilenet", Set.of("conv_preds"));
    List<NetworkLayer> lacking =
        slots.stream().filter(s -> !s.name().startsWith("conv_dw_5")).toList();
    assertRejected(
        PairingFixtures.file("a.h5", lacking),
        "mobilenet",
        slots,
        "a.h5 lacks 2 of the 54 layers of mobilenet: \"conv_dw_5\", \"conv_dw_5_bn\". Use weights made for mobilenet.");
  }

  @Test
  void aFileOfAnotherNetwork() {
    assertRejected(
        contents("golden/keras-files/vgg16-top-64/weights.h5"),
        "mobilenet",
        GoldenFiles.weightedLayers("mobilenet", Set.of("conv_preds")),
        "weights.h5 does not fit mobilenet: it holds 16 layers with weights, \"block1_conv1\" 3x3x3x64 to \"predictions\" 4096x10 (it looks like vgg16); mobilenet has 55, \"conv1\" 3x3x3x32 to \"conv_preds\" 1x1x1024x1000. Use weights made for mobilenet.");
  }

  @Test
  void aFileOfAnotherNetworkWithAutomaticNames() {
    assertRejected(
        contents("golden/keras-files/mobilenetv2/weights.h5"),
        "inceptionv3",
        GoldenFiles.weightedLayers("inceptionv3", Set.of("predictions")),
        "weights.h5 does not fit inceptionv3: it holds 105 layers with weights, \"Conv1\" 3x3x3x32 to \"predictions\" 1280x10 (it looks like mobilenetv2); inceptionv3 has 189, \"conv2d\" 3x3x3x32 to \"predictions\" 2048x1000. Use weights made for inceptionv3.");
  }

  @Test
  void theFileOfALargerRelativeWhoseLayersAllFit() {
    // Every layer of vgg16 is in vgg19 by name and shape: taking them would be wrong in silence.
    assertRejected(
        PairingFixtures.file("vgg19.h5", GoldenFiles.weightedLayers("vgg19", Set.of())),
        "vgg16",
        GoldenFiles.weightedLayers("vgg16", VGG_HEAD),
        "vgg19.h5 does not fit vgg16: with the layers of vgg16 it has \"block3_conv4\", \"block4_conv4\" (it looks like vgg19). Use weights made for vgg16.");
  }

  @Test
  void theFileOfALargerRelativeForACutNetworkOfWhichTheWholeIsKnown() {
    List<NetworkLayer> whole = GoldenFiles.weightedLayers("vgg16", VGG_HEAD);
    List<NetworkLayer> cut = PairingFixtures.upTo(whole, "block3_conv3");
    FileContents file =
        PairingFixtures.file("vgg19.h5", GoldenFiles.weightedLayers("vgg19", Set.of()));
    PairingOptions options = STRICT.cutFrom(whole.stream().map(NetworkLayer::name).toList());
    assertThatThrownBy(() -> Pairing.pair(file, "vgg16", cut, options))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "vgg19.h5 does not fit vgg16: with the layers of vgg16 it has \"block3_conv4\", \"block4_conv4\", \"block5_conv4\" (it looks like vgg19). Use weights made for vgg16.");
  }

  @Test
  void aFileWhoseLastLayerTheNetworkDoesNotKnowAdvisesALayerThatItKnows() {
    List<NetworkLayer> whole = GoldenFiles.weightedLayers("mobilenet", Set.of("conv_preds"));
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
            "a.h5 ends at \"activation_99\"; mobilenet goes on with \"conv_dw_13\". Add --cut conv_pw_12_bn, or --allow-partial-weights.");
    assertThatThrownBy(() -> Pairing.pair(file, "mobilenet", whole, STRICT))
        .isInstanceOf(WeightsException.class)
        .hasMessage(
            "a.h5 ends at \"conv_pw_12_bn\"; mobilenet goes on with \"conv_dw_13\". Add --cut conv_pw_12_bn, or --allow-partial-weights.");
  }

  @Test
  void aCutInsideABlockMayLeaveOutLayersThatTheWholeNetworkHas() {
    List<NetworkLayer> whole = GoldenFiles.weightedLayers("resnet50", Set.of("predictions"));
    List<GoldenFiles.ShapesLayer> layers = GoldenFiles.shapes("resnet50");
    List<String> order =
        KerasOrder.of(
            layers.stream().map(GoldenFiles.ShapesLayer::node).toList(), "conv3_block1_3_bn");
    List<NetworkLayer> left = whole.stream().filter(s -> order.contains(s.name())).toList();
    FileContents file = PairingFixtures.file("resnet50.h5", whole);
    assertRejected(
        file,
        "resnet50",
        left,
        "resnet50.h5 does not fit resnet50: with the layers of resnet50 it has \"conv3_block1_0_conv\", \"conv3_block1_0_bn\" (it looks like resnet50). Use weights made for resnet50.");
    PairingOptions options = STRICT.cutFrom(whole.stream().map(NetworkLayer::name).toList());
    assertThat(Pairing.pair(file, "resnet50", left, options).pairs())
        .hasSameSizeAs(left)
        .allMatch(p -> PairingFixtures.sourceLayer(p).equals(p.networkLayer().name()));
  }

  @Test
  void numbersInAnotherOrderThanTheLayers() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("inceptionv3", Set.of("predictions"));
    // conv2d_8 and conv2d_9 of mixed0 have different shapes, their norms the same.
    UnaryOperator<String> swapped =
        name ->
            switch (name) {
              case "batch_normalization_9" -> "batch_normalization_10";
              case "batch_normalization_10" -> "batch_normalization_9";
              default -> name;
            };
    assertRejected(
        PairingFixtures.file("a.h5", slots, swapped),
        "inceptionv3",
        slots,
        "a.h5: two ways to pair it with inceptionv3 disagree on 2 layers: \"batch_normalization_9\" gets \"batch_normalization_10\" by order and \"batch_normalization_9\" by running number; \"batch_normalization_10\" gets \"batch_normalization_9\" by order and \"batch_normalization_10\" by running number. Save the whole model with Keras, model.save(\"model.keras\"): that file tells how its layers are wired.");
  }

  @Test
  void namesInAnotherOrderThanTheLayers() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("vgg16", VGG_HEAD);
    List<NetworkLayer> stored = new ArrayList<>(slots);
    int i = slots.stream().map(NetworkLayer::name).toList().indexOf("block5_conv1");
    Collections.swap(stored, i, i + 1);
    assertRejected(
        PairingFixtures.file("a.h5", stored),
        "vgg16",
        slots,
        "a.h5: two ways to pair it with vgg16 disagree on 2 layers: \"block5_conv1\" gets \"block5_conv1\" by name and \"block5_conv2\" by order; \"block5_conv2\" gets \"block5_conv2\" by name and \"block5_conv1\" by order. Save the whole model with Keras, model.save(\"model.keras\"): that file tells how its layers are wired.");
  }

  @Test
  void namedLayersOfANetworkWithAutomaticNamesInAnotherOrder() {
    List<NetworkLayer> slots = GoldenFiles.weightedLayers("xception", Set.of("predictions"));
    UnaryOperator<String> swapped =
        name ->
            switch (name) {
              case "block6_sepconv1" -> "block6_sepconv2";
              case "block6_sepconv2" -> "block6_sepconv1";
              default -> name;
            };
    assertRejected(
        PairingFixtures.file("a.h5", slots, swapped),
        "xception",
        slots,
        "a.h5: two ways to pair it with xception disagree on 2 layers: \"block6_sepconv1\" gets \"block6_sepconv2\" by order and \"block6_sepconv1\" by name; \"block6_sepconv2\" gets \"block6_sepconv1\" by order and \"block6_sepconv2\" by name. Save the whole model with Keras, model.save(\"model.keras\"): that file tells how its layers are wired.");
  }
}
