package org.blockwright.engine.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartSizeTest {
  private static final long MB = 1L << 20;

  @Test
  void activationsOfPartFitIntoCache() {
    assertThat(PartSize.of(7 * MB, 40 * MB, 17 * MB)).isEqualTo(4);
    assertThat(PartSize.of(8 * MB, 40 * MB, 17 * MB)).isEqualTo(4);
    assertThat(PartSize.of(9 * MB, 40 * MB, 17 * MB)).isEqualTo(2);
    assertThat(PartSize.of(100 * MB, 400 * MB, 17 * MB)).isEqualTo(1);
  }

  @Test
  void readingParametersTakesNoLongerThanActivations() {
    assertThat(PartSize.of(22 * MB, 60 * MB, 553 * MB)).isEqualTo(8);
    assertThat(PartSize.of(22 * MB, 600 * MB, 553 * MB)).isEqualTo(1);
  }

  @Test
  void partsAreLimited() {
    assertThat(PartSize.of(1000, 4000, 8 * MB)).isEqualTo(256);
  }

  @Test
  void largeNetworksStartWithLargerParts() {
    assertThat(PartSize.initial(102 * MB)).isEqualTo(4);
    assertThat(PartSize.initial(553 * MB)).isEqualTo(8);
  }
}
