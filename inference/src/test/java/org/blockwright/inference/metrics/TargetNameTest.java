package org.blockwright.inference.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetNameTest {

  @Test
  void unitIsInBracketsAtTheEnd() {
    assertThat(TargetName.parse("ink [px]")).isEqualTo(new TargetName("ink", "px"));
    assertThat(TargetName.parse("age[years]")).isEqualTo(new TargetName("age", "years"));
    assertThat(TargetName.parse("age")).isEqualTo(new TargetName("age", ""));
    assertThat(TargetName.parse("[px]")).isEqualTo(new TargetName("[px]", ""));
    assertThat(TargetName.parse("a [b] c")).isEqualTo(new TargetName("a [b] c", ""));
  }

  @Test
  void valuesHaveFourDigitsAndTheUnit() {
    TargetName ink = TargetName.parse("ink [px]");

    assertThat(ink.format(49.5249)).isEqualTo("49.52 px");
    assertThat(ink.format(52)).isEqualTo("52 px");
    assertThat(ink.format(-0.00012345)).isEqualTo("-0.0001234 px");
    assertThat(ink.format(1234567)).isEqualTo("1235000 px");
    assertThat(ink.format(0)).isEqualTo("0 px");
    assertThat(TargetName.parse("age").format(0.5)).isEqualTo("0.5");
  }
}
