package org.blockwright.engine.optimizer;

import static org.blockwright.engine.optimizer.ParameterBlock.FIRST_SLOT;
import static org.blockwright.engine.optimizer.ParameterBlock.GRADIENT;
import static org.blockwright.engine.optimizer.ParameterBlock.PARAMETERS;

import com.google.common.collect.ImmutableList;

/**
 * Adam (Kingma and Ba, arXiv:1412.6980), as {@code keras.optimizers.Adam}.
 *
 * @param learningRate at least 0
 * @param beta1 decay rate of the first moment, in [0, 1)
 * @param beta2 decay rate of the second moment, in [0, 1)
 * @param epsilon the paper's "epsilon hat" (before section 2.1), greater than 0
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon)
    implements UpdateRule {

  public Adam {
    Hyperparameters.requireAdam("Adam", learningRate, beta1, beta2, epsilon);
  }

  /** Creates the rule with Keras's other defaults: 0.9, 0.999 and 1e-7. */
  public Adam(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-7);
  }

  /** Creates the rule with Keras's defaults; the learning rate is 0.001. */
  public Adam() {
    this(0.001);
  }

  @Override
  public Adam withLearningRate(double other) {
    return new Adam(other, beta1, beta2, epsilon);
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("momentum", "velocity");
  }

  @Override
  public void apply(ParameterBlock block, double rate, long iteration) {
    int velocity = FIRST_SLOT + 1;
    double corrected =
        rate * Math.sqrt(1 - Math.pow(beta2, iteration)) / (1 - Math.pow(beta1, iteration));
    block.average(FIRST_SLOT, beta1, GRADIENT);
    block.averageSquares(velocity, beta2, GRADIENT);
    block.addRatio(PARAMETERS, -corrected, FIRST_SLOT, velocity, epsilon);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.adam(this);
  }
}
