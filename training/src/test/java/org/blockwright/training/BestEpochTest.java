package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.blockwright.inference.metrics.Metric;
import org.junit.jupiter.api.Test;

class BestEpochTest {

  private static boolean update(BestEpoch best, int epoch, double value) {
    return best.update(epoch, value, Optional.empty());
  }

  @Test
  void keepsTheFirstOfEqualEpochs() {
    BestEpoch best = new BestEpoch(Metric.minimize("loss"));
    assertThat(best.epoch()).isZero();

    assertThat(update(best, 1, 0.5)).isTrue();
    assertThat(update(best, 2, 0.6)).isFalse();
    assertThat(update(best, 3, 0.4)).isTrue();
    assertThat(update(best, 4, 0.4)).isFalse();
    assertThat(update(best, 5, Double.NaN)).isFalse();
    assertThat(best.epoch()).isEqualTo(3);
  }

  @Test
  void firstEpochIsBestEvenIfTheMetricIsUndefined() {
    BestEpoch best = new BestEpoch(Metric.maximize("kappa"));

    assertThat(update(best, 1, Double.NaN)).isTrue();
    assertThat(update(best, 2, Double.NaN)).isFalse();
    assertThat(update(best, 3, -0.5)).isTrue();
    assertThat(best.epoch()).isEqualTo(3);
  }
}
