package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricTest {

  @Test
  void minimizesLossesAndMaximizesAccuracies() {
    assertThat(Metric.of("validation_loss").isBetter(0.4, 0.5)).isTrue();
    assertThat(Metric.of("accuracy").isBetter(0.4, 0.5)).isFalse();
    assertThat(Metric.of("macro_f1")).isEqualTo(Metric.maximize("macro_f1"));
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
