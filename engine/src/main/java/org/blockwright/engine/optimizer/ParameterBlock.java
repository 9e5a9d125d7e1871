package org.blockwright.engine.optimizer;

/**
 * Some consecutive parameters with their gradient and their state, as vectors of equal length that
 * fit into the processor's cache. Update rules are formulas of these operations, which Java
 * compiles to vector instructions; they exist for float and for double.
 */
public abstract sealed class ParameterBlock permits FloatBlock, DoubleBlock {
  /** The vector of the parameters. */
  public static final int PARAMETERS = 0;

  /** The vector of the gradient, which a rule may overwrite. */
  public static final int GRADIENT = 1;

  /** The vector of the first state of a rule; further ones follow. */
  public static final int FIRST_SLOT = 2;

  /** Number of values that a block can have. */
  static final int CAPACITY = 2048;

  /**
   * Reads the values.
   *
   * @param position of the first parameter in the parameters and the gradient
   * @param offset of the first parameter in the vectors of the state
   * @param count number of parameters, at most {@link #CAPACITY}
   */
  abstract void read(long position, long offset, int count);

  /** Writes all vectors but the gradient back to where they were read. */
  abstract void write();

  /** {@code target *= factor}. */
  public abstract void scale(int target, double factor);

  /** {@code target /= divisor}. */
  abstract void divide(int target, double divisor);

  /** {@code target += factor * source}. */
  public abstract void add(int target, double factor, int source);

  /** {@code target += factor * sign(source)}. */
  abstract void addSign(int target, double factor, int source);

  /** {@code target = min(max(target, -limit), limit)}. */
  abstract void clip(int target, double limit);

  /** Returns the sum of the squares of a vector, in double precision. */
  abstract double sumOfSquares(int vector);

  /** {@code target += (source - target) * (1 - momentum)}. */
  public abstract void average(int target, double momentum, int source);

  /** {@code target += (source * source - target) * (1 - momentum)}. */
  public abstract void averageSquares(int target, double momentum, int source);

  /** {@code target += factor * numerator / (sqrt(square) + epsilon)}. */
  public abstract void addRatio(
      int target, double factor, int numerator, int square, double epsilon);

  /** {@code target *= factor / sqrt(square + epsilon)}. */
  public abstract void divideByRoot(int target, double factor, int square, double epsilon);

  /** {@code target *= factor / sqrt(square - mean * mean + epsilon)}. */
  public abstract void divideByDeviation(
      int target, double factor, int square, int mean, double epsilon);
}
