package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/** The article's mixed network; see {@link StageCounts} for the source of the counts. */
class VggResNetTest {
  private static final List<String> LABELS = List.of("cat", "dog");

  private final Network network = VggResNet.vgg16ResNet50(Shape.of(224, 224, 3), LABELS);

  @Test
  void hasCountsOfItsTowers() {
    Summary summary = Summary.of(network);

    StageCounts.stage(
        summary.collapsed(1), "resnet", Shape.of(7, 7, 2048), 23_587_712, 3_855_925_248L);
    StageCounts.stage(
        summary.collapsed(1), "vgg", Shape.of(7, 7, 512), 14_714_688, 15_346_630_656L);
    StageCounts.stage(summary.collapsed(1), "concat", Shape.of(7, 7, 2560), 0, 0);
    StageCounts.stage(summary.collapsed(1), "head", Shape.units(2), 1_281_502, 1_281_000);
    StageCounts.stage(
        summary.collapsed(2), "resnet/conv4", Shape.of(14, 14, 1024), 7_129_088, 1_387_266_048L);
    StageCounts.stage(
        summary.collapsed(2), "vgg/block4", Shape.of(14, 14, 512), 5_899_776, 4_624_220_160L);
    assertThat(summary.parameters()).isEqualTo(39_583_902);
    assertThat(summary.multiplyAccumulates()).isEqualTo(19_203_836_904L);
  }

  @Test
  void trainsOnlyItsHeadIfBothTowersAreFrozen() {
    for (LearningRateMultipliers multipliers :
        List.of(
            LearningRateMultipliers.uniform().freeze("*"),
            LearningRateMultipliers.uniform().freeze("resnet").freeze("vgg/*"))) {
      assertThat(Summary.of(network, multipliers).trainable()).isEqualTo(1_281_502);
    }
  }

  @Test
  void towersEqualTheSeparateNetworks() {
    Network vgg = Vgg.vgg16(network.input(), LABELS);

    assertThat(Edits.cut("vgg/block5").applyTo(network).graph().nodes())
        .extracting(node -> node.name())
        .isEqualTo(
            Edits.cut("block5").applyTo(vgg).graph().nodes().stream().map(n -> n.name()).toList());
    assertThat(network.graph().node("vgg/block1/conv1").name()).isEqualTo("block1_conv1");
    assertThat(network.graph().node("concat").inputs())
        .containsExactly("conv5_block3_out", "block5_pool");
  }

  @Test
  void rejectsSizesThatAreNotMultiplesOf32WithSizesThatFit() {
    assertThatThrownBy(() -> VggResNet.vgg16ResNet50(Shape.of(240, 240, 3), LABELS))
        .isInstanceOf(DescriptionException.class)
        .hasMessage(
            "vgg16-resnet50: cannot concatenate at \"concat\": \"resnet/conv5/block3/conv5_block3_out\" outputs 8x8x2048 but \"vgg/block5/pool\" outputs 7x7x512 (height and width must match). Valid input sizes: 224x224, 256x256, 288x288.");
  }
}
