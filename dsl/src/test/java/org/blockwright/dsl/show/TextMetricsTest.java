package org.blockwright.dsl.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextMetricsTest {
  @Test
  void aTextThatFitsStays() {
    assertThat(TextMetrics.truncate("conv1", 100, 12, true)).isEqualTo("conv1");
  }

  @Test
  void aLongTextKeepsItsBeginningAndItsEnd() {
    String name = "stage" + "x".repeat(100) + "conv1";

    String fitted = TextMetrics.truncate(name, 100, 12, true);

    assertThat(fitted).startsWith("sta").contains("...").endsWith("v1");
    assertThat(TextMetrics.width(fitted, 12, true)).isLessThanOrEqualTo(100);
  }

  @Test
  void aCharacterOfTwoWordsIsKeptOrLeftOutWhole() {
    String fitted = TextMetrics.truncate("\ud83d\ude00".repeat(40), 100, 12, false);

    assertThat(fitted.replace("\ud83d\ude00", "")).isEqualTo("...");
  }

  @Test
  void whereThereIsNoRoomAtAllDotsSaySo() {
    assertThat(TextMetrics.truncate("conv1", 1, 12, false)).isEqualTo("...");
  }
}
