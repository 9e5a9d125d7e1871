package org.blockwright.inference.metrics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a target of a regression, which may end in its unit in brackets: {@code ink [px]}.
 *
 * @param name the name without the unit
 * @param unit the unit; may be empty
 */
public record TargetName(String name, String unit) {
  private static final Pattern WITH_UNIT = Pattern.compile("(.*\\S)\\s*\\[([^\\[\\]]+)]");
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  /** Splits a label into name and unit. */
  public static TargetName parse(String label) {
    Matcher matcher = WITH_UNIT.matcher(label);
    return matcher.matches()
        ? new TargetName(matcher.group(1), matcher.group(2).strip())
        : new TargetName(label, "");
  }

  /** Formats a value with four significant digits and the unit, {@code 49.52 px}. */
  public String format(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(FOUR_DIGITS).stripTrailingZeros();
    return rounded.toPlainString() + (unit.isEmpty() ? "" : " " + unit);
  }
}
