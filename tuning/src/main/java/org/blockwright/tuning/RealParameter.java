package org.blockwright.tuning;

import java.util.OptionalLong;

/**
 * A real number from a range, uniform or log-uniform.
 *
 * @param name name of the parameter
 * @param low minimum, inclusive; above 0 if {@code logUniform}
 * @param high maximum, inclusive; at least {@code low}
 * @param logUniform whether the logarithm is uniformly distributed
 * @param step distance between two values, above 0, of which {@code high - low} is a multiple; 0
 *     for a continuous range
 */
public record RealParameter(String name, double low, double high, boolean logUniform, double step)
    implements Parameter {
  /** Relative rounding error up to which a range is a multiple of its step. */
  private static final double TOLERANCE = 1e-8;

  /**
   * Throws a {@link org.blockwright.base.UsageException} if {@code low > high}, a bound is not
   * finite, {@code low} of a log-uniform parameter is not above 0, or the step does not lead from
   * {@code low} to {@code high}.
   */
  public RealParameter {
    TuningProblems.checkName(name);
    String call = show(name, low, high, logUniform, step);
    if (!Double.isFinite(low) || !Double.isFinite(high)) {
      throw TuningProblems.notFinite(call, low, high);
    }
    if (low > high) {
      throw TuningProblems.emptyRange(call, String.valueOf(low), String.valueOf(high));
    }
    if (logUniform && low <= 0) {
      throw TuningProblems.logRangeNotPositive(call, low);
    }
    if (logUniform && step != 0) {
      throw TuningProblems.stepOfLogRange(call);
    }
    double steps = (high - low) / step;
    if (step != 0
        && !(step > 0 && Math.abs(steps - Math.rint(steps)) <= TOLERANCE * Math.max(1, steps))) {
      throw TuningProblems.invalidStep(
          call, String.valueOf(low), String.valueOf(high), String.valueOf(step));
    }
  }

  /** Creates a continuous parameter. */
  public RealParameter(String name, double low, double high, boolean logUniform) {
    this(name, low, high, logUniform, 0);
  }

  /** Returns a uniformly distributed parameter. */
  public static RealParameter uniform(String name, double low, double high) {
    return new RealParameter(name, low, high, false);
  }

  /** Returns a log-uniform parameter: a value in [0.1, 1] is as likely as one in [1, 10]. */
  public static RealParameter logUniform(String name, double low, double high) {
    return new RealParameter(name, low, high, true);
  }

  /** Returns a parameter with the values {@code low}, {@code low + step}, ... {@code high}. */
  public static RealParameter stepped(String name, double low, double high, double step) {
    return new RealParameter(name, low, high, false, step);
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
    double value;
    if (step > 0) {
      value = low + step * Parameter.index(unit, size().getAsLong());
    } else if (logUniform) {
      value = Math.exp(Math.log(low) * (1 - unit) + Math.log(high) * unit);
    } else {
      value = low * (1 - unit) + high * unit;
    }
    return Math.max(low, Math.min(high, value));
  }

  @Override
  public OptionalLong size() {
    if (low == high) {
      return OptionalLong.of(1);
    }
    return step > 0 ? OptionalLong.of(Math.round((high - low) / step) + 1) : OptionalLong.empty();
  }

  @Override
  public boolean contains(Object value) {
    if (!(value instanceof Double d) || d < low || d > high) {
      return false;
    }
    double steps = step == 0 ? 0 : (d - low) / step;
    return Math.abs(steps - Math.rint(steps)) <= TOLERANCE * Math.max(1, steps);
  }

  @Override
  public double unitOf(Object value) {
    double d = (Double) value;
    if (low == high) {
      return 0.5;
    }
    if (step > 0) {
      return (Math.rint((d - low) / step) + 0.5) / size().getAsLong();
    }
    return logUniform
        ? (Math.log(d) - Math.log(low)) / (Math.log(high) - Math.log(low))
        : d / (high - low) - low / (high - low);
  }

  @Override
  public String toString() {
    return show(name, low, high, logUniform, step);
  }

  private static String show(
      String name, double low, double high, boolean logUniform, double step) {
    String suffix = logUniform ? ".logUniform()" : step == 0 ? ".uniform()" : ".step(" + step + ")";
    return "real(\"%s\", %s, %s)%s".formatted(name, low, high, suffix);
  }
}
