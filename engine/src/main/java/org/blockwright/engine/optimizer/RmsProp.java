package org.blockwright.engine.optimizer;

import static org.blockwright.engine.optimizer.ParameterBlock.FIRST_SLOT;
import static org.blockwright.engine.optimizer.ParameterBlock.GRADIENT;
import static org.blockwright.engine.optimizer.ParameterBlock.PARAMETERS;

import com.google.common.collect.ImmutableList;

/**
 * RMSProp, as {@code keras.optimizers.RMSprop}. DL4J's own differs: it adds epsilon outside of the
 * square root, and its state starts at epsilon instead of 0.
 *
 * @param learningRate at least 0
 * @param rho decay rate of the moving average of the squared gradient, in [0, 1)
 * @param momentum in [0, 1]; 0 for none
 * @param epsilon added to the average inside of the square root, greater than 0
 * @param centered whether the squared moving average of the gradient is subtracted from the average
 *     of the squared gradient
 */
public record RmsProp(
    double learningRate, double rho, double momentum, double epsilon, boolean centered)
    implements UpdateRule {

  public RmsProp {
    Hyperparameters.requireAtLeastZero("RmsProp", "learningRate", learningRate);
    Hyperparameters.requireDecayRate("RmsProp", "rho", rho);
    Hyperparameters.requireMomentum("RmsProp", momentum);
    Hyperparameters.requirePositive("RmsProp", "epsilon", epsilon);
  }

  /** Creates the rule with Keras's other defaults: rho 0.9, no momentum, 1e-7, not centered. */
  public RmsProp(double learningRate) {
    this(learningRate, 0.9, 0, 1e-7, false);
  }

  /** Creates the rule with Keras's defaults; the learning rate is 0.001. */
  public RmsProp() {
    this(0.001);
  }

  @Override
  public RmsProp withLearningRate(double other) {
    return new RmsProp(other, rho, momentum, epsilon, centered);
  }

  @Override
  public ImmutableList<String> slots() {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    names.add("velocity");
    if (momentum > 0) {
      names.add("momentum");
    }
    if (centered) {
      names.add("average_gradient");
    }
    return names.build();
  }

  @Override
  public void apply(ParameterBlock block, double rate, long iteration) {
    block.averageSquares(FIRST_SLOT, rho, GRADIENT);
    if (centered) {
      int mean = FIRST_SLOT + slots().size() - 1;
      block.average(mean, rho, GRADIENT);
      block.divideByDeviation(GRADIENT, rate, FIRST_SLOT, mean, epsilon);
    } else {
      block.divideByRoot(GRADIENT, rate, FIRST_SLOT, epsilon);
    }
    if (momentum > 0) {
      block.scale(FIRST_SLOT + 1, momentum);
      block.add(FIRST_SLOT + 1, 1, GRADIENT);
    }
    block.add(PARAMETERS, -1, momentum > 0 ? FIRST_SLOT + 1 : GRADIENT);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.rmsProp(this);
  }
}
