package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/** DenseNet-121's stages; see {@link StageCounts} for the source of the counts. */
class DenseNetStageCountsTest {
  @Test
  void denseNet121HasCountsOfKeras() {
    Summary summary = summary("densenet121", 1000);

    stage(summary, "stem", Shape.of(56, 56, 64), 9_664, 118_013_952);
    stage(summary, "conv2", Shape.of(56, 56, 256), 338_304, 1_040_449_536L);
    stage(summary, "pool2", Shape.of(28, 28, 128), 33_792, 102_760_448);
    stage(summary, "conv3", Shape.of(28, 28, 512), 930_048, 712_900_608);
    stage(summary, "pool3", Shape.of(14, 14, 256), 133_120, 102_760_448);
    stage(summary, "conv4", Shape.of(14, 14, 1024), 2_873_856, 549_126_144);
    stage(summary, "pool4", Shape.of(7, 7, 512), 528_384, 102_760_448);
    stage(summary, "conv5", Shape.of(7, 7, 1024), 2_186_240, 104_366_080);
    stage(summary, "end", Shape.of(7, 7, 1024), 4_096, 0);
    stage(summary, "head", Shape.units(1000), 1_025_000, 1_024_000);
    assertThat(summary.parameters()).isEqualTo(8_062_504);
    assertThat(summary.trainable()).isEqualTo(7_978_856);
    assertThat(summary.multiplyAccumulates()).isEqualTo(2_834_161_664L);
  }
}
