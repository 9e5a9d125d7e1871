package org.blockwright.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.zoo.StageCounts.stage;
import static org.blockwright.zoo.StageCounts.summary;

import java.util.List;
import org.blockwright.dsl.layer.Shape;
import org.blockwright.dsl.show.Summary;
import org.junit.jupiter.api.Test;

/** Shape and parameters of each cell, as printed by Keras 3.15.1. */
class NasNetStageCountsTest {
  private static final Shape AT_28 = Shape.of(28, 28, 264);
  private static final Shape AT_14 = Shape.of(14, 14, 528);
  private static final Shape AT_7 = Shape.of(7, 7, 1056);

  @Test
  void everyCellHasCountsOfKeras() {
    Summary summary = summary("nasnetmobile", 1000);

    stage(summary, "stem", Shape.of(111, 111, 32), 992);
    stage(summary, "stem_1", Shape.of(56, 56, 44), 8_776);
    stage(summary, "stem_2", Shape.of(28, 28, 88), 14_476);
    stage(summary, "cell_0", AT_28, 34_056);
    stage(summary, "cell_1", AT_28, 43_736);
    List.of(2, 3).forEach(i -> stage(summary, "cell_" + i, AT_28, 51_480));
    stage(summary, "reduce_4", Shape.of(14, 14, 352), 155_760);
    stage(summary, "cell_5", AT_14, 149_424);
    stage(summary, "cell_6", AT_14, 172_656);
    List.of(7, 8).forEach(i -> stage(summary, "cell_" + i, AT_14, 188_144));
    stage(summary, "reduce_8", Shape.of(7, 7, 704), 559_328);
    stage(summary, "cell_9", AT_7, 562_144);
    stage(summary, "cell_10", AT_7, 655_072);
    List.of(11, 12).forEach(i -> stage(summary, "cell_" + i, AT_7, 717_024));
    stage(summary, "head", Shape.units(1000), 1_057_000, 1_056_000);
  }

  @Test
  void wholeNetworkHasCountsOfKeras() {
    Summary summary = summary("nasnetmobile", 1000);

    assertThat(summary.parameters()).isEqualTo(5_326_716L);
    assertThat(summary.trainable()).isEqualTo(5_289_978L);
    assertThat(summary.multiplyAccumulates()).isEqualTo(563_638_816L);
  }
}
