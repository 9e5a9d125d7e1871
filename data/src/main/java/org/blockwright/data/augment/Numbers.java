package org.blockwright.data.augment;

import java.math.BigDecimal;

/** Numbers as people write them: 10, 0.1, 1.15. */
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

  /** {@code @0.3} for a probability other than the usual one. */
  static String probabilitySuffix(double probability) {
    return probability == 0.5 ? "" : "@" + text(probability);
  }
}
