package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/**
 * DarkCovidNet's stages, counted by an independent program; 1,167,586 trainable parameters is the
 * published count.
 */
class DarkCovidNetStageCountsTest {
  @Test
  void darkCovidNetHasExpectedCounts() {
    Summary summary = summary("darkcovidnet", 3);

    stage(summary, "stage1", Shape.of(128, 128, 8), 248, 14_155_776);
    stage(summary, "stage2", Shape.of(64, 64, 16), 1_216, 18_874_368);
    stage(summary, "stage3", Shape.of(33, 33, 32), 10_048, 41_177_088);
    stage(summary, "stage4", Shape.of(17, 17, 64), 39_552, 45_160_448);
    stage(summary, "stage5", Shape.of(9, 9, 128), 156_928, 50_880_512);
    stage(summary, "stage6", Shape.of(11, 11, 256), 625_152, 63_537_152);
    stage(summary, "stage7", Shape.of(13, 13, 256), 329_216, 55_377_920);
    stage(summary, "head", Shape.units(3), 8_448, 1_169_649);
    assertThat(summary.parameters()).isEqualTo(1_170_808);
    assertThat(summary.trainable()).isEqualTo(1_167_586);
    assertThat(summary.multiplyAccumulates()).isEqualTo(290_332_913);
    assertThat(summary("darkcovidnet", 2).trainable()).isEqualTo(1_164_434);
  }
}
