package org.blockwright.base;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Parses integers and decimal numbers by one rule for files, flags and shapes: an integer is
 * written with digits only, and a value out of range is rejected, never wrapped, rounded or
 * truncated.
 */
public final class NumberParser {
  /** No leading zero: YAML 1.1 reads 010 as eight, YAML 1.2 as ten. */
  private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");

  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

  /** Longer texts are rejected without parsing. */
  private static final int MAX_LENGTH = 1000;

  private NumberParser() {}

  /** Returns whether the text is an integer of any size, such as {@code 32} or {@code -1}. */
  public static boolean isInteger(String text) {
    return text.length() <= MAX_LENGTH && INTEGER.matcher(text).matches();
  }

  /**
   * Returns the integer, or empty if the text is not one ({@code 3.0}, {@code 1e3}, {@code 010},
   * {@code 0x10}) or the value is out of range.
   *
   * @param min smallest accepted value
   * @param max largest accepted value
   */
  public static Optional<Long> parseLong(String text, long min, long max) {
    if (!isInteger(text)) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(text);
    boolean fits =
        number.compareTo(BigInteger.valueOf(min)) >= 0
            && number.compareTo(BigInteger.valueOf(max)) <= 0;
    return fits ? Optional.of(number.longValueExact()) : Optional.empty();
  }

  /**
   * Returns the decimal number, or empty if the text is not one ({@code NaN}, {@code 1f}, {@code
   * 0x1p3}) or the value is too large for a double.
   */
  public static Optional<Double> parseDouble(String text) {
    return Optional.of(text)
        .filter(t -> t.length() <= MAX_LENGTH && DECIMAL.matcher(t).matches())
        .map(Double::parseDouble)
        .filter(Double::isFinite);
  }
}
