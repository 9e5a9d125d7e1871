package org.blockwright.engine;

import com.google.common.base.Preconditions;

/**
 * How often a benchmark runs an operation.
 *
 * @param warmUp number of runs before the measured ones, which compile code and allocate memory; at
 *     least 1
 * @param measured number of measured runs
 * @param maxSeconds seconds after which no further run of the same kind starts; at least two
 *     warm-up runs and three measured runs take place, if there are as many
 */
public record BenchmarkRuns(int warmUp, int measured, double maxSeconds) {
  static final int MIN_WARM_UP = 2;
  static final int MIN_MEASURED = 3;

  public BenchmarkRuns {
    Preconditions.checkArgument(warmUp > 0, "warmUp must be positive, got %s", warmUp);
    Preconditions.checkArgument(measured > 0, "measured must be positive, got %s", measured);
    Preconditions.checkArgument(maxSeconds > 0, "maxSeconds must be positive, got %s", maxSeconds);
  }

  /** Returns two warm-up runs and a number of measured runs, with no limit of time. */
  public static BenchmarkRuns of(int measured) {
    return new BenchmarkRuns(MIN_WARM_UP, measured, Double.POSITIVE_INFINITY);
  }
}
