package org.blockwright.engine.optimizer;

import com.google.common.collect.ImmutableList;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101), as {@code
 * keras.optimizers.AdamW}: each update first multiplies the parameters by {@code 1 - learningRate *
 * weightDecay}. Which parameters decay is a matter of their {@link Segment}.
 *
 * @param learningRate at least 0
 * @param weightDecay at least 0
 * @param beta1 decay rate of the first moment, in [0, 1)
 * @param beta2 decay rate of the second moment, in [0, 1)
 * @param epsilon see {@link Adam}
 */
public record AdamW(
    double learningRate, double weightDecay, double beta1, double beta2, double epsilon)
    implements UpdateRule {

  public AdamW {
    Hyperparameters.requireAdam("AdamW", learningRate, beta1, beta2, epsilon);
    Hyperparameters.requireAtLeastZero("AdamW", "weightDecay", weightDecay);
  }

  /** Creates the rule with Keras's other defaults: 0.9, 0.999 and 1e-7. */
  public AdamW(double learningRate, double weightDecay) {
    this(learningRate, weightDecay, 0.9, 0.999, 1e-7);
  }

  /** Creates the rule with Keras's defaults: learning rate 0.001, weight decay 0.004. */
  public AdamW() {
    this(0.001, 0.004);
  }

  @Override
  public Adam withoutWeightDecay() {
    return adam();
  }

  /** Returns the rule without weight decay. */
  public Adam adam() {
    return new Adam(learningRate, beta1, beta2, epsilon);
  }

  @Override
  public AdamW withLearningRate(double other) {
    return new AdamW(other, weightDecay, beta1, beta2, epsilon);
  }

  @Override
  public ImmutableList<String> slots() {
    return adam().slots();
  }

  @Override
  public void apply(ParameterBlock block, double rate, long iteration) {
    block.scale(ParameterBlock.PARAMETERS, 1 - rate * weightDecay);
    adam().apply(block, rate, iteration);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.adamW(this);
  }
}
