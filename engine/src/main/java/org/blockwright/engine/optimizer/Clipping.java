package org.blockwright.engine.optimizer;

/**
 * Clipping of the mean gradient, penalties included, before an update: {@code global_clipnorm} and
 * {@code clipvalue} of Keras's optimizers.
 *
 * @param norm the largest norm of the gradients of all trained parameters together; 0 for no limit
 * @param value the largest absolute value of one element; 0 for no limit
 */
public record Clipping(double norm, double value) {
  /** No clipping. */
  public static final Clipping NONE = new Clipping(0, 0);

  public Clipping {
    Hyperparameters.requireAtLeastZero("Clipping", "norm", norm);
    Hyperparameters.requireAtLeastZero("Clipping", "value", value);
    if (norm > 0 && value > 0) {
      throw OptimizerProblems.clippedTwice(norm, value);
    }
  }

  /** Clips by the norm of all gradients together; 0 for no clipping. */
  public static Clipping byNorm(double norm) {
    return new Clipping(norm, 0);
  }

  /** Clips each element; 0 for no clipping. */
  public static Clipping byValue(double value) {
    return new Clipping(0, value);
  }

  /** Clips the elements of the gradient. */
  void clipElements(ParameterBlock block) {
    if (value > 0) {
      block.clip(ParameterBlock.GRADIENT, value);
    }
  }

  /** Returns the factor of all gradients, from the sum of the squares of their elements. */
  double factor(double squares) {
    double length = Math.sqrt(squares);
    return norm > 0 && length > norm ? norm / length : 1;
  }
}
