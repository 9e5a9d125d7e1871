package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/** MobileNetV2's stages; see {@link StageCounts} for the source of the counts. */
class MobileNetV2StageCountsTest {
  @Test
  void mobileNetV2HasCountsOfKeras() {
    Summary summary = summary("mobilenetv2", 1000);

    stage(summary, "stem", Shape.of(112, 112, 32), 992, 10_838_016);
    stage(summary, "s1", Shape.of(112, 112, 16), 992, 10_035_200);
    stage(summary, "s2", Shape.of(56, 56, 24), 15_024, 54_942_720);
    stage(summary, "s3", Shape.of(28, 28, 32), 42_000, 37_443_840);
    stage(summary, "s4", Shape.of(14, 14, 64), 189_760, 38_497_536);
    stage(summary, "s5", Shape.of(14, 14, 96), 309_888, 58_103_808);
    stage(summary, "s6", Shape.of(7, 7, 160), 806_208, 46_560_192);
    stage(summary, "s7", Shape.of(7, 7, 320), 478_400, 23_002_560);
    stage(summary, "last", Shape.of(7, 7, 1280), 414_720, 20_070_400);
    stage(summary, "head", Shape.units(1000), 1_281_000, 1_280_000);
    assertThat(summary.parameters()).isEqualTo(3_538_984);
    assertThat(summary.trainable()).isEqualTo(3_504_872);
    assertThat(summary.multiplyAccumulates()).isEqualTo(300_774_272L);
  }
}
