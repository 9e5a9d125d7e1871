package org.blockwright.model.lowering;

import org.blockwright.engine.optimizer.Clipping;

/**
 * Regularization of a training: what it means for each parameter is decided when the network is
 * lowered. Immutable: each {@code with...} method returns a modified copy.
 *
 * @param l1 factor of the sum of the absolute weights of all trained layers in the loss; 0 for none
 * @param weightDecay factor of half the sum of the squared weights of all trained layers in the
 *     loss; 0 for none
 * @param decayAll whether penalties, and a decoupled weight decay of the optimizer, apply to
 *     biases, batch norms and other parameters, too; else they apply to kernels only
 * @param clipping of the gradients
 * @param averageMomentum momentum of the exponential moving average of the parameters; 0 for none
 */
public record RegularizationPlan(
    double l1, double weightDecay, boolean decayAll, Clipping clipping, double averageMomentum) {
  /** No regularization but that of the optimizer, which applies to kernels. */
  public static final RegularizationPlan NONE =
      new RegularizationPlan(0, 0, false, Clipping.NONE, 0);

  /** Returns a copy with another factor of the L1 penalty. */
  public RegularizationPlan withL1(double factor) {
    return new RegularizationPlan(factor, weightDecay, decayAll, clipping, averageMomentum);
  }

  /** Returns a copy with another factor of the L2 penalty. */
  public RegularizationPlan withWeightDecay(double factor) {
    return new RegularizationPlan(l1, factor, decayAll, clipping, averageMomentum);
  }

  /** Returns a copy that applies to kernels only or to all parameters. */
  public RegularizationPlan withDecayAll(boolean all) {
    return new RegularizationPlan(l1, weightDecay, all, clipping, averageMomentum);
  }

  /** Returns a copy with another clipping. */
  public RegularizationPlan withClipping(Clipping other) {
    return new RegularizationPlan(l1, weightDecay, decayAll, other, averageMomentum);
  }

  /** Returns a copy with another average of the parameters. */
  public RegularizationPlan withAverageMomentum(double momentum) {
    return new RegularizationPlan(l1, weightDecay, decayAll, clipping, momentum);
  }
}
