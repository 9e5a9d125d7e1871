package org.blockwright.engine.optimizer;

import com.google.common.collect.ImmutableList;

/**
 * The update rule of an optimizer with its hyperparameters, which have Keras 3's names and
 * defaults. Works on flat vectors, so that every {@link org.blockwright.engine.Executor} uses the
 * same rule.
 *
 * <p>Immutable: what changes during training is in {@link OptimizerState}. A new rule is a new
 * record; the compiler then reports every {@link Visitor} that has to handle it.
 *
 * <pre>{@code
 * UpdateRule rule = new Sgd(0.01, 0.9, true);
 * OptimizerState state = OptimizerState.create(rule, segments, DataType.FLOAT);
 * state.update(parameters, gradientSum, samples);
 * }</pre>
 */
public sealed interface UpdateRule permits Adam, AdamW, Sgd, RmsProp {

  /** Returns the base learning rate; segments multiply it by their own multiplier. */
  double learningRate();

  /** Returns the same rule with another learning rate. */
  UpdateRule withLearningRate(double learningRate);

  /** Returns the same rule without its decoupled weight decay, if it has one. */
  default UpdateRule withoutWeightDecay() {
    return this;
  }

  /** Returns the names of the state vectors, as in Keras; empty if the rule has no state. */
  ImmutableList<String> slots();

  /**
   * Updates the parameters and the state of a block; the formula of the rule.
   *
   * @param block its vectors after the gradient are the state in the order of {@link #slots()}
   * @param learningRate the learning rate of these parameters
   * @param iteration number of this update, from 1
   */
  void apply(ParameterBlock block, double learningRate, long iteration);

  /** Calls the visitor's method for this type of rule. */
  <R> R accept(Visitor<R> visitor);

  /** One method per type of rule. */
  interface Visitor<R> {
    R adam(Adam rule);

    R adamW(AdamW rule);

    R sgd(Sgd rule);

    R rmsProp(RmsProp rule);
  }
}
