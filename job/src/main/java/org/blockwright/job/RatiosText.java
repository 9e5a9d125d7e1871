package org.blockwright.job;

import org.blockwright.data.Ratios;

/** The text of ratios, for instance {@code 8:1:1}. */
final class RatiosText {
  private static final int MAX_SUM = 1000;

  private RatiosText() {}

  /** Returns the smallest whole numbers in proportion, or the fractions if there are none. */
  static String of(Ratios ratios) {
    for (int sum = 2; sum <= MAX_SUM; sum++) {
      long train = Math.round(ratios.train() * sum);
      long validation = Math.round(ratios.validation() * sum);
      long test = sum - train - validation;
      boolean valid = train > 0 && validation > 0 && test >= 0;
      if (valid && Ratios.of(train, validation, test).equals(ratios)) {
        return test == 0
            ? "%s:%s".formatted(train, validation)
            : "%s:%s:%s".formatted(train, validation, test);
      }
    }
    return ratios.test() == 0
        ? String.valueOf(ratios.validation())
        : "%s:%s:%s".formatted(ratios.train(), ratios.validation(), ratios.test());
  }
}
