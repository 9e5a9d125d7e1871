package org.blockwright.training.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricTest {

  @Test
  void lossesAreToFallAndAccuraciesToRise() {
    assertThat(Metric.of("validation_loss").better(0.4, 0.5)).isTrue();
    assertThat(Metric.of("accuracy").better(0.4, 0.5)).isFalse();
    assertThat(Metric.of("macro_f1")).isEqualTo(Metric.maximize("macro_f1"));
  }

  @Test
  void equalIsNotBetter() {
    assertThat(Metric.minimize("x").better(1, 1)).isFalse();
    assertThat(Metric.maximize("x").better(1, 1)).isFalse();
  }

  @Test
  void anythingBeatsNotANumberWhichBeatsNothing() {
    assertThat(Metric.minimize("x").better(1, Double.NaN)).isTrue();
    assertThat(Metric.minimize("x").better(Double.NaN, 1)).isFalse();
    assertThat(Metric.minimize("x").better(Double.NaN, Double.NaN)).isFalse();
  }
}
