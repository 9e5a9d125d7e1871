package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/** Xception's blocks; see {@link StageCounts} for the source of the counts. */
class XceptionStageCountsTest {
  @Test
  void xceptionHasCountsOfKeras() {
    Summary summary = summary("xception", 1000);

    // Multiply-accumulates computed by hand from kernel sizes and output positions.
    stage(
        summary,
        "block1",
        Shape.of(147, 147, 64),
        19_680,
        149L * 149 * 9 * 3 * 32 + 147L * 147 * 9 * 32 * 64);
    stage(
        summary,
        "block2",
        Shape.of(74, 74, 128),
        36_032,
        147L * 147 * (64 * (9 + 128) + 128 * (9 + 128)) + 74L * 74 * 64 * 128);
    stage(
        summary,
        "block3",
        Shape.of(37, 37, 256),
        137_600,
        74L * 74 * (128 * (9 + 256) + 256 * (9 + 256)) + 37L * 37 * 128 * 256);
    stage(
        summary,
        "block4",
        Shape.of(19, 19, 728),
        920_312,
        37L * 37 * (256 * (9 + 728) + 728 * (9 + 728)) + 19L * 19 * 256 * 728);
    for (int i = 5; i <= 12; i++) {
      stage(summary, "block" + i, Shape.of(19, 19, 728), 1_618_344, 19L * 19 * 3 * 728 * (9 + 728));
    }
    stage(
        summary,
        "block13",
        Shape.of(10, 10, 1024),
        2_045_136,
        19L * 19 * (728 * (9 + 728) + 728 * (9 + 1024)) + 10L * 10 * 728 * 1024);
    stage(
        summary,
        "block14",
        Shape.of(10, 10, 2048),
        4_755_968,
        10L * 10 * (1024 * (9 + 1536) + 1536 * (9 + 2048)));
    stage(summary, "head", Shape.units(1000), 2_049_000, 2_048_000);
    assertThat(summary.parameters()).isEqualTo(22_910_480);
    assertThat(summary.trainable()).isEqualTo(22_855_952);
    assertThat(summary.multiplyAccumulates()).isEqualTo(8_357_403_496L);
  }
}
