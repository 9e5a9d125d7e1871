package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/** Shape and parameters of each stage, as printed by Keras 3.15.1. */
class InceptionStageCountsTest {
  private static final Shape AT_35 = Shape.of(35, 35, 288);
  private static final Shape AT_17 = Shape.of(17, 17, 768);

  @Test
  void inceptionV3HasCountsOfKeras() {
    Summary summary = summary("inceptionv3", 1000);

    stage(summary, "stem", Shape.of(35, 35, 192), 173_072);
    stage(summary, "mixed0", Shape.of(35, 35, 256), 256_368);
    stage(summary, "mixed1", AT_35, 277_968);
    stage(summary, "mixed2", AT_35, 285_648);
    stage(summary, "mixed3", AT_17, 1_153_920);
    stage(summary, "mixed4", AT_17, 1_298_944);
    stage(summary, "mixed5", AT_17, 1_692_736);
    stage(summary, "mixed6", AT_17, 1_692_736);
    stage(summary, "mixed7", AT_17, 2_143_872);
    stage(summary, "mixed8", Shape.of(8, 8, 1280), 1_699_584);
    stage(summary, "mixed9", Shape.of(8, 8, 2048), 5_047_872);
    stage(summary, "mixed10", Shape.of(8, 8, 2048), 6_080_064);
    stage(summary, "head", Shape.units(1000), 2_049_000, 2_048_000);
    assertThat(summary.parameters()).isEqualTo(23_851_784L);
    assertThat(summary.trainable()).isEqualTo(23_817_352L);
    assertThat(summary.multiplyAccumulates()).isEqualTo(5_713_216_096L);
  }

  @Test
  void inceptionResNetV2HasCountsOfKeras() {
    Summary summary = summary("inceptionresnetv2", 1000);

    stage(summary, "stem", Shape.of(35, 35, 192), 173_072);
    stage(summary, "mixed_5b", Shape.of(35, 35, 320), 268_848);
    stage(summary, "block35", Shape.of(35, 35, 320), 1_234_080);
    stage(summary, "mixed_6a", Shape.of(17, 17, 1088), 2_666_240);
    stage(summary, "block17", Shape.of(17, 17, 1088), 22_549_120);
    stage(summary, "mixed_7a", Shape.of(8, 8, 2080), 3_883_008);
    stage(summary, "block8", Shape.of(8, 8, 2080), 20_362_880);
    stage(summary, "conv_7b", Shape.of(8, 8, 1536), 3_199_488);
    stage(summary, "head", Shape.units(1000), 1_537_000, 1_536_000);
    assertThat(summary.parameters()).isEqualTo(55_873_736L);
    assertThat(summary.trainable()).isEqualTo(55_813_192L);
    assertThat(summary.multiplyAccumulates()).isEqualTo(13_155_794_016L);
  }
}
