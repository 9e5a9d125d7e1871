package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricTest {

  @Test
  void minimizesLossesAndMaximizesAccuracies() {
    assertThat(Metric.of("validation_loss").isBetter(0.4, 0.5)).isTrue();
    assertThat(Metric.of("accuracy").isBetter(0.4, 0.5)).isFalse();
    assertThat(Metric.of("macro_f1")).isEqualTo(Metric.maximize("macro_f1"));
    assertThat(Metric.of("train_loss")).isEqualTo(Metric.minimize("train_loss"));
  }

  @Test
  void knowsEveryMetricOfTheTableAndItsValidation() {
    for (MetricDefinition<ScoredSamples> metric : Metrics.OVERALL) {
      assertThat(Metric.of(metric.key())).isEqualTo(new Metric(metric.key(), metric.direction()));
      assertThat(Metric.of("validation_" + metric.key())).isEqualTo(Metric.ofValidation(metric));
      for (String ofOutput : List.of("age/" + metric.key(), "validation_age/" + metric.key())) {
        assertThat(Metric.of(ofOutput)).isEqualTo(new Metric(ofOutput, metric.direction()));
      }
    }
  }

  @Test
  void equalValueIsNotBetter() {
    assertThat(Metric.minimize("x").isBetter(1, 1)).isFalse();
    assertThat(Metric.maximize("x").isBetter(1, 1)).isFalse();
  }

  @Test
  void everyNumberIsBetterThanNan() {
    assertThat(Metric.minimize("x").isBetter(1, Double.NaN)).isTrue();
    assertThat(Metric.minimize("x").isBetter(Double.NaN, 1)).isFalse();
    assertThat(Metric.minimize("x").isBetter(Double.NaN, Double.NaN)).isFalse();
  }
}
