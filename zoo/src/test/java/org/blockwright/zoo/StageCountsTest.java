package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import java.util.List;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/**
 * Parameters and multiply-accumulates of each stage; see {@link StageCounts} for the source of the
 * counts.
 */
class StageCountsTest {
  @Test
  void vgg16HasCountsOfKeras() {
    Summary summary = summary("vgg16", 1000);

    stage(summary, "block1", Shape.of(112, 112, 64), 38_720, 1_936_392_192L);
    stage(summary, "block2", Shape.of(56, 56, 128), 221_440, 2_774_532_096L);
    stage(summary, "block3", Shape.of(28, 28, 256), 1_475_328, 4_624_220_160L);
    stage(summary, "block4", Shape.of(14, 14, 512), 5_899_776, 4_624_220_160L);
    stage(summary, "block5", Shape.of(7, 7, 512), 7_079_424, 1_387_266_048L);
    stage(
        summary, "head", Shape.units(1000), 102_764_544L + 16_781_312L + 4_097_000L, 123_633_664L);
    assertThat(summary.multiplyAccumulates()).isEqualTo(15_470_264_320L);
    assertThat(summary.parameters()).isEqualTo(138_357_544L);
  }

  @Test
  void mobileNetHasCountsOfKeras() {
    Summary summary = summary("mobilenet", 1000);

    stage(summary, "stem", Shape.of(112, 112, 32), 992, 10_838_016);
    stage(summary, "s1", Shape.of(112, 112, 64), 2_720, 29_302_784);
    stage(summary, "s2", Shape.of(56, 56, 128), 28_096, 82_489_344);
    stage(summary, "s3", Shape.of(28, 28, 256), 105_344, 79_779_840);
    stage(summary, "s4", Shape.of(14, 14, 512), 1_490_688, 287_558_656);
    stage(summary, "s5", Shape.of(7, 7, 1024), 1_601_024, 77_747_712);
    stage(summary, "head", Shape.units(1000), 1_025_000, 1_024_000);
    assertThat(summary.multiplyAccumulates()).isEqualTo(568_740_352L);
  }

  @Test
  void xCovidNetHasCountsOfKeras() {
    Summary summary = summary("xcovidnet", 2);

    assertThat(summary.parameters()).isEqualTo(727_042);
    assertThat(summary.trainable()).isEqualTo(726_914);
    assertThat(summary.multiplyAccumulates()).isEqualTo(341_401_920L);
    assertThat(summary("xcovidnet", 3).parameters()).isEqualTo(1_087_043);
  }

  /** The article's experiment: all blocks are frozen, the head for two classes is trained. */
  @Test
  void vgg16WithFrozenBlocksTrainsOnlyItsHead() {
    Network network = Zoo.get("vgg16").network(Shape.of(224, 224, 3), List.of("cat", "dog"));

    Summary summary = Summary.of(network, LearningRateMultipliers.uniform().freeze("block*"));

    assertThat(summary.trainable()).isEqualTo(119_554_050L);
    assertThat(summary.parameters()).isEqualTo(134_268_738L);
  }
}
