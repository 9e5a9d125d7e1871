package org.blockwright.dsl.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextMetricsTest {
  @Test
  void keepsTextThatFits() {
    assertThat(TextMetrics.truncate("conv1", 100, 12, true)).isEqualTo("conv1");
  }

  @Test
  void truncatesInTheMiddle() {
    String name = "stage" + "x".repeat(100) + "conv1";

    String truncated = TextMetrics.truncate(name, 100, 12, true);

    assertThat(truncated).startsWith("sta").contains("...").endsWith("v1");
    assertThat(TextMetrics.width(truncated, 12, true)).isLessThanOrEqualTo(100);
  }

  @Test
  void doesNotSplitSurrogatePairs() {
    String truncated = TextMetrics.truncate("\ud83d\ude00".repeat(40), 100, 12, false);

    assertThat(truncated.replace("\ud83d\ude00", "")).isEqualTo("...");
  }

  @Test
  void returnsEllipsisIfNothingFits() {
    assertThat(TextMetrics.truncate("conv1", 1, 12, false)).isEqualTo("...");
  }
}
