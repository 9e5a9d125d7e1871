package org.blockwright.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.blockwright.base.SharedData;
import org.blockwright.weights.WeightsInspection.Fit;
import org.blockwright.weights.WeightsInspection.Statistics;
import org.blockwright.weights.WeightsInspection.Tensor;
import org.junit.jupiter.api.Test;

/** Files of real weights; what they contain is described in their README. */
class WeightsInspectionTest {
  private static WeightsInspection inspect(String file) {
    try (WeightsFile weights = WeightsFile.open(SharedData.path("weights").resolve(file))) {
      return WeightsInspection.of(weights);
    }
  }

  @Test
  void truncatedVggFitsTheBeginningOfTwoNetworks() {
    WeightsInspection inspection = inspect("vgg16_tf_to_block3_pool.h5");

    assertThat(inspection.fits())
        .contains(new Fit("vgg16", 7, false, Optional.of("block4_conv1")))
        .allSatisfy(fit -> assertThat(fit.nextLayer()).isPresent());
    assertThat(inspection.arrays()).hasSize(14);
    Tensor first = inspection.arrays().get(0);
    assertThat(first.array().name()).isEqualTo("block1_conv1/kernel:0");
    assertThat(first.array().shape()).containsExactly(3, 3, 3, 64);
    assertThat(first.type()).isEqualTo("float32");
  }

  @Test
  void completeSqueezeNetFitsNothingElse() {
    assertThat(inspect("squeezenet_weights_tf_dim_ordering_tf_kernels.h5").fits())
        .containsExactly(new Fit("squeezenet", 26, true, Optional.empty()));
  }

  @Test
  void statisticsAreThoseOfThePopulation() {
    Statistics statistics = Statistics.of(new float[] {2, 4, 4, 4, 5, 5, 7, 9});

    assertThat(statistics.min()).isEqualTo(2);
    assertThat(statistics.max()).isEqualTo(9);
    assertThat(statistics.mean()).isEqualTo(5);
    assertThat(statistics.std()).isCloseTo(2, within(1e-12));
    assertThat(Statistics.of(new float[] {1, Float.NaN}).max()).isNaN();
  }
}
