package org.blockwright.tuning;

import java.util.OptionalLong;

/**
 * An integer from a range.
 *
 * @param name name of the parameter
 * @param low minimum, inclusive
 * @param high maximum, inclusive; at least {@code low}
 */
public record IntegerParameter(String name, int low, int high) implements Parameter {
  /** Throws a {@link org.blockwright.base.UsageException} if {@code low > high}. */
  public IntegerParameter {
    TuningProblems.checkName(name);
    if (low > high) {
      throw TuningProblems.emptyRange(
          show(name, low, high), String.valueOf(low), String.valueOf(high));
    }
  }

  @Override
  public Integer valueAt(double unit) {
    return (int) (low + Parameter.index(unit, size().getAsLong()));
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of((long) high - low + 1);
  }

  @Override
  public boolean contains(Object value) {
    return value instanceof Integer i && low <= i && i <= high;
  }

  @Override
  public String toString() {
    return show(name, low, high);
  }

  private static String show(String name, int low, int high) {
    return "integer(\"%s\", %s, %s)".formatted(name, low, high);
  }
}
