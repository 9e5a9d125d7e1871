package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberParserTest {
  private static final int MAX = Integer.MAX_VALUE;

  @Test
  void parsesIntegersUpToBoundsOfRange() {
    assertThat(NumberParser.parseLong("32", 1, MAX)).contains(32L);
    assertThat(NumberParser.parseLong("+1", 1, MAX)).contains(1L);
    assertThat(NumberParser.parseLong("2147483647", 1, MAX)).contains(2147483647L);
    assertThat(NumberParser.parseLong("-9223372036854775808", Long.MIN_VALUE, Long.MAX_VALUE))
        .contains(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "2147483648",
        "4294967297",
        "4294967328",
        "9223372036854775808",
        "18446744073709551617",
        "1e3",
        "3.0",
        "2.5",
        "010",
        "0x10",
        "1_000",
        "1,000",
        "",
        " 1",
        "\u0661",
        "many"
      })
  void rejectsValuesOutOfRangeAndNonIntegers(String text) {
    assertThat(NumberParser.parseLong(text, 1, MAX)).isEmpty();
  }

  @Test
  void rejectsVeryLongText() {
    assertThat(NumberParser.parseLong("9".repeat(100_000), 1, Long.MAX_VALUE)).isEmpty();
    assertThat(NumberParser.parseDouble("9".repeat(100_000))).isEmpty();
  }

  @Test
  void parsesFiniteDecimalNumbersOnly() {
    assertThat(NumberParser.parseDouble("1e-4")).contains(1e-4);
    assertThat(NumberParser.parseDouble("-.5")).contains(-0.5);
    for (String text : new String[] {"NaN", "Infinity", "1e999", "1f", "0x1p3", "", "1 "}) {
      assertThat(NumberParser.parseDouble(text)).as(text).isEmpty();
    }
  }
}
