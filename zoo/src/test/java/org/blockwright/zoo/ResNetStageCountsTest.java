package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/** ResNet-50's stages; see {@link StageCounts} for the source of the counts. */
class ResNetStageCountsTest {
  @Test
  void resNet50HasCountsOfKeras() {
    Summary summary = summary("resnet50", 1000);

    stage(summary, "stem", Shape.of(56, 56, 64), 9_728, 118_013_952);
    stage(summary, "conv2", Shape.of(56, 56, 256), 220_032, 667_942_912);
    stage(summary, "conv3", Shape.of(28, 28, 512), 1_230_336, 950_534_144);
    stage(summary, "conv4", Shape.of(14, 14, 1024), 7_129_088, 1_387_266_048L);
    stage(summary, "conv5", Shape.of(7, 7, 2048), 14_998_528, 732_168_192);
    stage(summary, "head", Shape.units(1000), 2_049_000, 2_048_000);
    assertThat(summary.parameters()).isEqualTo(25_636_712);
    assertThat(summary.trainable()).isEqualTo(25_583_592);
    assertThat(summary.multiplyAccumulates()).isEqualTo(3_857_973_248L);
  }
}
