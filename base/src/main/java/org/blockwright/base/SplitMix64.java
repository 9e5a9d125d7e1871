package org.blockwright.base;

/**
 * Steele, Lea and Flood's SplitMix64 (OOPSLA 2014): a random number generator whose state is one
 * number, so that its sequence is a pure function of the seed. {@code SplitMix64(0)} starts with
 * {@code e220a8397b1dcdaf}, {@code 6e789e6aa1b965f4}.
 *
 * <p>Not thread-safe; create one per use, see {@link Seeds}.
 */
public final class SplitMix64 {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  public SplitMix64(long seed) {
    this.state = seed;
  }

  /** Returns 64 uniformly distributed bits. */
  public long nextLong() {
    long z = state += GOLDEN;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** Returns a uniform number in [0, 1), from the upper 53 bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Returns a uniform number in [low, high). */
  public double nextDouble(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * Returns a uniform integer in 0 .. bound-1; the bias of the multiplication is below 2^-32 for
   * int bounds.
   */
  public int nextInt(int bound) {
    return (int) (nextDouble() * bound);
  }

  /**
   * Returns a standard normal number (Box and Muller, the cosine of each pair); uses two uniform
   * numbers.
   */
  public double nextGaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
    return radius * Math.cos(2 * Math.PI * nextDouble());
  }

  /**
   * Returns a Gamma(shape, 1) number by Marsaglia and Tsang, with their boost for shape below 1.
   */
  public double nextGamma(double shape) {
    if (shape < 1) {
      double boost = Math.pow(1 - nextDouble(), 1 / shape);
      return nextGamma(shape + 1) * boost;
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  /** Returns a Beta(a, b) number as the ratio of two gamma numbers. */
  public double nextBeta(double a, double b) {
    double x = nextGamma(a);
    double y = nextGamma(b);
    return x / (x + y);
  }

  /** Returns a uniform permutation of 0 .. n-1 (Fisher and Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
