package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatiosTest {

  @Test
  void parsesThreeNumbersTwoNumbersAndFraction() {
    assertThat(Ratios.parse("8:1:1"))
        .isEqualTo(new Ratios(0.8, 0.1, 0.1))
        .isEqualTo(Ratios.DEFAULT);
    assertThat(Ratios.parse("3:1")).isEqualTo(new Ratios(0.75, 0.25, 0));
    assertThat(Ratios.parse("0.25")).isEqualTo(Ratios.holdOut(0.25));
    assertThat(Ratios.parse("3:1").subsetCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "8", "1", "0", "-1:1", "8:0:2", "1:2:3:4", "a:b", "NaN", "1:Infinity"})
  void rejectsOtherTexts(String text) {
    assertThatThrownBy(() -> Ratios.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\""
                + text
                + "\" is not a valid split. Write train:validation:test such as 8:1:1, train:validation such"
                + " as 9:1, or a fraction for validation such as 0.1.");
  }
}
