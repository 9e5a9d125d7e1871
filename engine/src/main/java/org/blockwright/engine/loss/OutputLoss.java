package org.blockwright.engine.loss;

/**
 * The loss of an output and its weight: a graph is trained on the sum over its outputs of {@code
 * weight * loss}.
 *
 * @param weight at least 0
 */
public record OutputLoss(LossFunction loss, double weight) {

  /**
   * @throws org.blockwright.base.UsageException if the weight is negative or not finite
   */
  public OutputLoss {
    LossParameters.requireAtLeastZero("OutputLoss", "weight", weight);
  }

  /** Returns a loss with weight 1. */
  public static OutputLoss of(LossFunction loss) {
    return new OutputLoss(loss, 1);
  }
}
