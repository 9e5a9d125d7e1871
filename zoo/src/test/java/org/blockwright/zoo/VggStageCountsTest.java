package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/** VGG19's blocks; see {@link StageCounts} for the source of the counts. */
class VggStageCountsTest {
  @Test
  void vgg19HasCountsOfKeras() {
    Summary summary = summary("vgg19", 1000);

    stage(summary, "block1", Shape.of(112, 112, 64), 38_720, 1_936_392_192L);
    stage(summary, "block2", Shape.of(56, 56, 128), 221_440, 2_774_532_096L);
    stage(summary, "block3", Shape.of(28, 28, 256), 2_065_408, 6_473_908_224L);
    stage(summary, "block4", Shape.of(14, 14, 512), 8_259_584, 6_473_908_224L);
    stage(summary, "block5", Shape.of(7, 7, 512), 9_439_232, 1_849_688_064L);
    stage(
        summary, "head", Shape.units(1000), 102_764_544L + 16_781_312L + 4_097_000L, 123_633_664L);
    assertThat(summary.parameters()).isEqualTo(143_667_240L);
    assertThat(summary.multiplyAccumulates()).isEqualTo(19_632_062_464L);
  }
}
