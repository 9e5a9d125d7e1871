package org.blockwright.dsl.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.depthwiseConv;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.softmax;

import java.util.Locale;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;

/** All expected numbers are computed by hand. */
class SummaryTest {
  private final Network network =
      Network.named("n")
          .input(8, 6, 3)
          .block("a", conv(4, 3).noBias(), batchNorm(), maxPool(2))
          .block("b", depthwiseConv(3))
          .head(globalAverage(), dense(2), softmax());

  @Test
  void countsParametersAndActivationsOfEachLayer() {
    Summary summary = Summary.of(network);

    assertThat(summary.rows())
        .extracting(Summary.Row::path)
        .containsExactly(
            "a/conv", "a/bn", "a/pool", "b", "head/pool", "head/dense", "head/softmax");
    assertThat(summary.rows())
        .extracting(Summary.Row::parameters)
        // 3*3*3*4; 4*4; -; 3*3*4 + 4; -; 4*2 + 2; -
        .containsExactly(108L, 16L, 0L, 40L, 0L, 10L, 0L);
    assertThat(summary.rows())
        .extracting(Summary.Row::trainable)
        .containsExactly(108L, 8L, 0L, 40L, 0L, 10L, 0L);
    assertThat(summary.rows())
        .extracting(Summary.Row::multiplyAccumulates)
        // 8*6 positions * 27 * 4; 4*3 positions * 9 * 4; 4*2
        .containsExactly(5184L, 0L, 0L, 432L, 0L, 8L, 0L);
    assertThat(summary.rows())
        .extracting(Summary.Row::activations)
        .containsExactly(192L, 192L, 48L, 48L, 4L, 2L, 2L);
  }

  @Test
  void collapsesBlocks() {
    Summary summary = Summary.of(network).collapsed(1);

    assertThat(summary.rows()).extracting(Summary.Row::path).containsExactly("a", "b", "head");
    Summary.Row a = summary.rows().get(0);
    assertThat(a.kind()).isEqualTo("3 layers");
    assertThat(a.shape()).isEqualTo(Shape.of(4, 3, 4));
    assertThat(a.parameters()).isEqualTo(124);
    assertThat(a.activations()).isEqualTo(432);
    assertThat(summary.rows().get(1).kind()).startsWith("DepthwiseConv2D");
    assertThat(summary.parameters()).isEqualTo(Summary.of(network).parameters()).isEqualTo(174);
  }

  @Test
  void rejectsDepthBelowOne() {
    for (int depth : new int[] {0, -1}) {
      assertThatThrownBy(() -> Summary.of(network).collapsed(depth))
          .isInstanceOf(DescriptionException.class)
          .hasMessage("collapsed(...): depth must be at least 1, got " + depth + ".");
    }
  }

  @Test
  void showsMultipliersAndFrozenLayers() {
    Summary summary =
        Summary.of(
            network, LearningRateMultipliers.uniform().freeze("a_conv").multiplier("b", 0.1));

    assertThat(summary.rows())
        .extracting(Summary.Row::learningRateText)
        .containsExactly("frozen", "1", "", "0.1", "", "1", "");
    assertThat(summary.collapsed(1).rows())
        .extracting(Summary.Row::learningRateText)
        .containsExactly("frozen..1", "0.1", "1");
    assertThat(summary.trainable()).isEqualTo(58);
  }

  @Test
  void showsLearningRatesWithOptimizer() {
    LearningRateMultipliers multipliers =
        LearningRateMultipliers.uniform()
            .freeze("a_conv")
            .multiplier("b", 0.1)
            .multiplier("*", 1.0 / 3);
    Summary summary = Summary.of(network, multipliers, Optimizer.adam(1e-3));

    assertThat(summary.collapsed(1).rows())
        .extracting(Summary.Row::learningRateText)
        .containsExactly("frozen..0.000333333", "0.0001", "0.000333333");
    assertThat(summary.toString().lines().skip(1).findFirst().orElseThrow())
        .endsWith("  learning rate");
    assertThat(
            Summary.of(network, multipliers).toString().lines().skip(1).findFirst().orElseThrow())
        .endsWith("  LR multiplier");
  }

  @Test
  void equalNetworksHaveEqualSummaries() {
    assertThat(Summary.of(network)).isEqualTo(Summary.of(network.input(Shape.of(8, 6, 3))));
  }

  @Test
  void printsTable() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);

      assertThat(Summary.of(network).toString())
          .startsWith("n, input 8x6x3\n")
          .endsWith(
              "parameters 174, trainable 166, multiply-accumulates 5,624, activations 1.9 KB per example");
    } finally {
      Locale.setDefault(before);
    }
  }
}
