package org.blockwright.dsl.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LetteringTest {
  @Test
  void aTextThatFitsStays() {
    assertThat(Lettering.fitted("conv1", 100, 12, true)).isEqualTo("conv1");
  }

  @Test
  void aLongTextKeepsItsBeginningAndItsEnd() {
    String name = "stage" + "x".repeat(100) + "conv1";

    String fitted = Lettering.fitted(name, 100, 12, true);

    assertThat(fitted).startsWith("sta").contains("...").endsWith("v1");
    assertThat(Lettering.width(fitted, 12, true)).isLessThanOrEqualTo(100);
  }

  @Test
  void aCharacterOfTwoWordsIsKeptOrLeftOutWhole() {
    String fitted = Lettering.fitted("\ud83d\ude00".repeat(40), 100, 12, false);

    assertThat(fitted.replace("\ud83d\ude00", "")).isEqualTo("...");
  }

  @Test
  void whereThereIsNoRoomAtAllDotsSaySo() {
    assertThat(Lettering.fitted("conv1", 1, 12, false)).isEqualTo("...");
  }
}
