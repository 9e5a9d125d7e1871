package org.blockwright.tuning;

import java.util.OptionalLong;

/**
 * A real number, both ends included; with equal chances for equal widths, or, when {@code log}, for
 * equal ratios.
 *
 * @param name its name
 * @param low the least value; above 0 when {@code log}
 * @param high the greatest value, at least {@code low}
 * @param logUniform whether the logarithm is uniform
 */
public record RealParameter(String name, double low, double high, boolean logUniform)
    implements Parameter {
  /**
   * Throws a {@link org.blockwright.base.UsageException} when {@code low > high}, an end is not
   * finite, or {@code log} meets a {@code low} that is not above 0.
   */
  public RealParameter {
    TuningProblems.checkName(name);
    String call = show(name, low, high, logUniform);
    if (!Double.isFinite(low) || !Double.isFinite(high)) {
      throw TuningProblems.notFinite(call, low, high);
    }
    if (low > high) {
      throw TuningProblems.emptyRange(call, String.valueOf(low), String.valueOf(high));
    }
    if (logUniform && low <= 0) {
      throw TuningProblems.logRangeNotPositive(call, low);
    }
  }

  /** Equal chances for equal widths. */
  public static RealParameter uniform(String name, double low, double high) {
    return new RealParameter(name, low, high, false);
  }

  /** Equal chances for equal ratios: a tenth to one as often as one to ten. */
  public static RealParameter logUniform(String name, double low, double high) {
    return new RealParameter(name, low, high, true);
  }

  @Override
  public Double valueAt(double unit) {
    // exp(log(1e-5)) is 9.999999999999997E-6: the ends are given as they were written, and what
    // rounding carries beyond them is brought back.
    if (unit <= 0) {
      return low;
    }
    if (unit >= 1) {
      return high;
    }
    double value =
        logUniform
            ? Math.exp(Math.log(low) * (1 - unit) + Math.log(high) * unit)
            : low * (1 - unit) + high * unit;
    return Math.max(low, Math.min(high, value));
  }

  @Override
  public OptionalLong size() {
    return low == high ? OptionalLong.of(1) : OptionalLong.empty();
  }

  @Override
  public boolean contains(Object value) {
    return value instanceof Double d && low <= d && d <= high;
  }

  @Override
  public String toString() {
    return show(name, low, high, logUniform);
  }

  private static String show(String name, double low, double high, boolean log) {
    return "real(\"%s\", %s, %s)%s".formatted(name, low, high, log ? ".log()" : ".linear()");
  }
}
