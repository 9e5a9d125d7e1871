package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/**
 * SqueezeNet 1.1's stages, counted by an independent program; 1,235,496 parameters and 0.35 billion
 * multiply-accumulates are published by torchvision.
 */
class SqueezeNetStageCountsTest {
  @Test
  void squeezeNetHasCountsOfTorchvision() {
    Summary summary = summary("squeezenet", 1000);

    stage(summary, "stem", Shape.of(55, 55, 64), 1_792, 21_290_688);
    stage(summary, "s1", Shape.of(27, 27, 128), 23_840, 71_244_800);
    stage(summary, "s2", Shape.of(13, 13, 256), 94_784, 68_677_632);
    stage(summary, "s3", Shape.of(13, 13, 384), 215_904, 36_341_760);
    stage(summary, "s4", Shape.of(13, 13, 512), 386_176, 65_069_056);
    stage(summary, "head", Shape.units(1000), 513_000, 86_528_000);
    assertThat(summary.parameters()).isEqualTo(1_235_496);
    assertThat(summary.multiplyAccumulates()).isEqualTo(349_151_936);
  }
}
