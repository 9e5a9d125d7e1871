package org.blockwright.base;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whole numbers and decimal numbers as text. One rule for files, flags and names of sizes: a whole
 * number is written with digits only, and one that does not fit its range is rejected, never
 * wrapped, rounded or cut.
 */
public final class NumberParser {
  /** No leading zero: YAML 1.1 reads 010 as eight, YAML 1.2 as ten. */
  private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");

  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

  /** Beyond this many characters no text is a number that anything here holds. */
  private static final int MAX_LENGTH = 1000;

  private NumberParser() {}

  /** Returns whether the text is a whole number of any size, such as {@code 32} or {@code -1}. */
  public static boolean isInteger(String text) {
    return text.length() <= MAX_LENGTH && INTEGER.matcher(text).matches();
  }

  /**
   * Returns the number, or empty where the text is not a whole number ({@code 3.0}, {@code 1e3},
   * {@code 010}, {@code 0x10}) or lies outside of the range.
   *
   * @param least the least value
   * @param most the greatest value
   */
  public static Optional<Long> parseLong(String text, long least, long most) {
    if (!isInteger(text)) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(text);
    boolean fits =
        number.compareTo(BigInteger.valueOf(least)) >= 0
            && number.compareTo(BigInteger.valueOf(most)) <= 0;
    return fits ? Optional.of(number.longValueExact()) : Optional.empty();
  }

  /**
   * Returns the decimal number, or empty where the text is not one ({@code NaN}, {@code 1f}, {@code
   * 0x1p3}) or is too large for a double.
   */
  public static Optional<Double> parseDouble(String text) {
    return Optional.of(text)
        .filter(t -> t.length() <= MAX_LENGTH && DECIMAL.matcher(t).matches())
        .map(Double::parseDouble)
        .filter(Double::isFinite);
  }
}
