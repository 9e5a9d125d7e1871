package org.blockwright.tuning.samplers;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.blockwright.base.SplitMix64;
import org.hipparchus.special.Erf;

/**
 * Kernels of a range: normal distributions around the values of the trials, truncated to the range.
 * The width of a kernel is the distance to its farther neighbor, within limits; the prior is as
 * wide as the range. Of a range with steps the kernels give the probability of a step.
 */
final class NormalKernels implements Kernels {
  private static final double SQRT_2 = Math.sqrt(2);
  private static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);
  private static final double MAX_KERNELS_OF_MIN_WIDTH = 100;

  private final double low;
  private final double high;
  private final double step;
  private final boolean log;
  private final double first;
  private final double last;
  private final double[] means;
  private final double[] widths;
  private final double[] logMasses;

  NormalKernels(double low, double high, double step, boolean log, double[] numbers) {
    this.low = low;
    this.high = high;
    this.step = step;
    this.log = log;
    this.first = scaled(low - step / 2);
    this.last = scaled(high + step / 2);
    int trials = numbers.length;
    this.means = new double[trials + 1];
    for (int i = 0; i < trials; i++) {
      means[i] = scaled(numbers[i]);
    }
    this.widths = Arrays.copyOf(widths(Arrays.copyOf(means, trials)), trials + 1);
    means[trials] = 0.5 * (first + last);
    widths[trials] = last - first;
    this.logMasses = new double[trials + 1];
    for (int i = 0; i <= trials; i++) {
      logMasses[i] = Math.log(mass(i, first, last));
    }
  }

  private double scaled(double number) {
    return log ? Math.log(number) : number;
  }

  private double[] widths(double[] numbers) {
    int n = numbers.length;
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted((a, b) -> Double.compare(numbers[a], numbers[b]))
            .mapToInt(i -> i)
            .toArray();
    double[] widths = new double[n];
    double min = (last - first) / Math.min(MAX_KERNELS_OF_MIN_WIDTH, 2.0 + n);
    for (int i = 0; i < n; i++) {
      double number = numbers[order[i]];
      double left = number - (i == 0 ? first : numbers[order[i - 1]]);
      double right = (i == n - 1 ? last : numbers[order[i + 1]]) - number;
      double width = Math.max(left, right);
      if (n >= 2 && i == 0) {
        width = right;
      } else if (n >= 2 && i == n - 1) {
        width = left;
      }
      widths[order[i]] = Math.max(min, Math.min(last - first, width));
    }
    return widths;
  }

  /** Returns the probability of an interval of the untruncated normal distribution. */
  private double mass(int kernel, double from, double to) {
    double a = (from - means[kernel]) / widths[kernel];
    double b = (to - means[kernel]) / widths[kernel];
    // Of two numbers near 1 the difference would be lost.
    return a > 0 ? cumulative(-a) - cumulative(-b) : cumulative(b) - cumulative(a);
  }

  private static double cumulative(double z) {
    return 0.5 * Erf.erfc(-z / SQRT_2);
  }

  @Override
  public double sample(int kernel, SplitMix64 random) {
    double a = cumulative((first - means[kernel]) / widths[kernel]);
    double b = cumulative((last - means[kernel]) / widths[kernel]);
    double probability = a + (b - a) * random.nextDouble();
    double z = -SQRT_2 * Erf.erfcInv(2 * probability);
    double scaled = Math.max(first, Math.min(last, means[kernel] + widths[kernel] * z));
    double number = log ? Math.exp(scaled) : scaled;
    if (step > 0) {
      number = low + Math.rint((number - low) / step) * step;
    }
    return Math.max(low, Math.min(high, number));
  }

  @Override
  public void addLogDensities(double number, double[] logs) {
    for (int k = 0; k < logs.length; k++) {
      if (step > 0) {
        double mass = mass(k, scaled(number - step / 2), scaled(number + step / 2));
        logs[k] += Math.log(mass) - logMasses[k];
      } else {
        double z = (scaled(number) - means[k]) / widths[k];
        logs[k] += -0.5 * z * z - LOG_SQRT_2_PI - Math.log(widths[k]) - logMasses[k];
      }
    }
  }
}
