package org.blockwright.tuning;

import java.util.OptionalLong;

/**
 * A real number from a range, uniform or log-uniform.
 *
 * @param name name of the parameter
 * @param low minimum, inclusive; above 0 if {@code logUniform}
 * @param high maximum, inclusive; at least {@code low}
 * @param logUniform whether the logarithm is uniformly distributed
 */
public record RealParameter(String name, double low, double high, boolean logUniform)
    implements Parameter {
  /**
   * Throws a {@link org.blockwright.base.UsageException} if {@code low > high}, a bound is not
   * finite, or {@code low} of a log-uniform parameter is not above 0.
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

  /** Returns a uniformly distributed parameter. */
  public static RealParameter uniform(String name, double low, double high) {
    return new RealParameter(name, low, high, false);
  }

  /** Returns a log-uniform parameter: a value in [0.1, 1] is as likely as one in [1, 10]. */
  public static RealParameter logUniform(String name, double low, double high) {
    return new RealParameter(name, low, high, true);
  }

  @Override
  public Double valueAt(double unit) {
    // exp(log(1e-5)) is 9.999999999999997E-6: the bounds are returned exactly, and rounding beyond
    // them is clamped.
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

  private static String show(String name, double low, double high, boolean logUniform) {
    return "real(\"%s\", %s, %s)%s"
        .formatted(name, low, high, logUniform ? ".logUniform()" : ".uniform()");
  }
}
