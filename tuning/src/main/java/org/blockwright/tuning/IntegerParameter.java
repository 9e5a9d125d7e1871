package org.blockwright.tuning;

import java.util.OptionalLong;

/**
 * An integer from a range.
 *
 * @param name name of the parameter
 * @param low minimum, inclusive; above 0 if {@code logUniform}
 * @param high maximum, inclusive; {@code low} plus a multiple of {@code step}
 * @param step distance between two values, at least 1; 1 if {@code logUniform}
 * @param logUniform whether the logarithm is uniformly distributed, up to rounding
 */
public record IntegerParameter(String name, int low, int high, int step, boolean logUniform)
    implements Parameter {
  /**
   * Throws a {@link org.blockwright.base.UsageException} if {@code low > high}, the step does not
   * lead from {@code low} to {@code high}, or {@code low} of a log-uniform parameter is below 1.
   */
  public IntegerParameter {
    TuningProblems.checkName(name);
    String call = show(name, low, high, step, logUniform);
    if (low > high) {
      throw TuningProblems.emptyRange(call, String.valueOf(low), String.valueOf(high));
    }
    if (step < 1 || ((long) high - low) % step != 0) {
      throw TuningProblems.invalidStep(
          call, String.valueOf(low), String.valueOf(high), String.valueOf(step));
    }
    if (logUniform && low < 1) {
      throw TuningProblems.logRangeNotPositive(call, low);
    }
    if (logUniform && step != 1) {
      throw TuningProblems.stepOfLogRange(call);
    }
  }

  /** Creates a uniformly distributed parameter with step 1. */
  public IntegerParameter(String name, int low, int high) {
    this(name, low, high, 1, false);
  }

  @Override
  public Integer valueAt(double unit) {
    if (logUniform) {
      double first = Math.log(low - 0.5);
      double last = Math.log(high + 0.5);
      double clamped = Math.max(0, Math.min(1, unit));
      long value = Math.round(Math.exp(first + (last - first) * clamped));
      return (int) Math.max(low, Math.min(high, value));
    }
    return (int) (low + step * Parameter.index(unit, size().getAsLong()));
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(((long) high - low) / step + 1);
  }

  @Override
  public boolean contains(Object value) {
    return value instanceof Integer i && low <= i && i <= high && ((long) i - low) % step == 0;
  }

  @Override
  public double unitOf(Object value) {
    int i = (Integer) value;
    if (logUniform) {
      double first = Math.log(low - 0.5);
      double last = Math.log(high + 0.5);
      return (Math.log(i) - first) / (last - first);
    }
    return (((long) i - low) / step + 0.5) / size().getAsLong();
  }

  @Override
  public String toString() {
    return show(name, low, high, step, logUniform);
  }

  private static String show(String name, int low, int high, int step, boolean logUniform) {
    return "integer(\"%s\", %s, %s%s)%s"
        .formatted(name, low, high, step == 1 ? "" : ", " + step, logUniform ? ".log()" : "");
  }
}
