package org.blockwright.engine.optimizer;

import static org.blockwright.engine.optimizer.ParameterBlock.FIRST_SLOT;
import static org.blockwright.engine.optimizer.ParameterBlock.GRADIENT;
import static org.blockwright.engine.optimizer.ParameterBlock.PARAMETERS;

import com.google.common.collect.ImmutableList;

/**
 * Stochastic gradient descent, as {@code keras.optimizers.SGD}: plain, or with classical or
 * Nesterov momentum.
 *
 * <pre>
 * velocity = momentum * velocity - learningRate * gradient
 * parameters += velocity                                          (classical)
 * parameters += momentum * velocity - learningRate * gradient     (Nesterov)
 * </pre>
 *
 * @param learningRate at least 0
 * @param momentum in [0, 1]; 0 for none
 * @param nesterov whether the momentum is Nesterov's; has no effect without momentum
 */
public record Sgd(double learningRate, double momentum, boolean nesterov) implements UpdateRule {

  public Sgd {
    Hyperparameters.requireAtLeastZero("Sgd", "learningRate", learningRate);
    Hyperparameters.requireMomentum("Sgd", momentum);
  }

  /** Creates the rule without momentum. */
  public Sgd(double learningRate) {
    this(learningRate, 0, false);
  }

  /** Creates the rule with Keras's defaults: learning rate 0.01, no momentum. */
  public Sgd() {
    this(0.01);
  }

  @Override
  public Sgd withLearningRate(double other) {
    return new Sgd(other, momentum, nesterov);
  }

  @Override
  public ImmutableList<String> slots() {
    return momentum == 0 ? ImmutableList.of() : ImmutableList.of("momentum");
  }

  @Override
  public void apply(ParameterBlock block, double rate, long iteration) {
    if (momentum == 0) {
      block.add(PARAMETERS, -rate, GRADIENT);
      return;
    }
    block.scale(FIRST_SLOT, momentum);
    block.add(FIRST_SLOT, -rate, GRADIENT);
    if (nesterov) {
      block.add(PARAMETERS, momentum, FIRST_SLOT);
      block.add(PARAMETERS, -rate, GRADIENT);
    } else {
      block.add(PARAMETERS, 1, FIRST_SLOT);
    }
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.sgd(this);
  }
}
