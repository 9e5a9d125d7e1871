package org.blockwright.data.augment;

import java.math.BigDecimal;

/** Reads and writes numbers without exponent and trailing zeros: 10, 0.1, 1.15. */
final class Numbers {
  private Numbers() {}

  static String text(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return String.valueOf(value);
    }
    return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
  }

  static String text(float value) {
    return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
  }

  /**
   * Parses a number.
   *
   * @param item the text that contains the number, for the error message
   * @param usage the expected syntax, for the error message
   */
  static double parse(String text, String item, String usage) {
    try {
      return Double.parseDouble(text.trim());
    } catch (NumberFormatException e) {
      throw AugmentProblems.invalidSyntax(item, usage);
    }
  }
}
