package org.blockwright.dsl;

import java.util.OptionalDouble;

/**
 * An optimizer with its hyperparameters, which have the meanings and defaults of Keras. Immutable
 * plain data, lowered to an update rule of the engine. Each method that sets a hyperparameter
 * returns a modified copy.
 *
 * <pre>{@code
 * Optimizer adam = Optimizer.adam(1e-3);
 * Optimizer sgd = Optimizer.sgd(0.01).momentum(0.9).nesterov(true);
 * }</pre>
 *
 * <p>A new optimizer is a new record; the compiler then reports every {@link Visitor} that has to
 * handle it.
 */
public sealed interface Optimizer {

  /** Returns the base learning rate, which the multiplier of each layer multiplies. */
  double learningRate();

  /**
   * Sets the base learning rate.
   *
   * @throws org.blockwright.base.DescriptionException if it is not greater than 0 and finite
   */
  Optimizer learningRate(double newRate);

  /**
   * Returns the factor by which the optimizer itself decays weights; empty if it does not, so that
   * weight decay is an L2 regularization of the loss.
   */
  OptionalDouble decoupledWeightDecay();

  /** Calls the visitor's method for this optimizer. */
  <R> R accept(Visitor<R> visitor);

  /** Returns Adam with beta1 0.9, beta2 0.999 and epsilon 1e-7. */
  static Adam adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-7);
  }

  /** Returns AdamW with weight decay 0.004 and the other values of {@link #adam(double)}. */
  static AdamW adamW(double learningRate) {
    return new AdamW(adam(learningRate), 0.004);
  }

  /** Returns stochastic gradient descent without momentum. */
  static Sgd sgd(double learningRate) {
    return new Sgd(learningRate, 0, false);
  }

  /** Returns RMSProp with rho 0.9, epsilon 1e-7 and neither momentum nor centering. */
  static RmsProp rmsProp(double learningRate) {
    return new RmsProp(learningRate, 0.9, 0, 1e-7, false);
  }

  /** One method per optimizer. */
  interface Visitor<R> {
    R adam(Adam optimizer);

    R adamW(AdamW optimizer);

    R sgd(Sgd optimizer);

    R rmsProp(RmsProp optimizer);
  }

  /**
   * Adam (Kingma and Ba, arXiv:1412.6980).
   *
   * @param beta1 decay rate of the first moment, in [0, 1)
   * @param beta2 decay rate of the second moment, in [0, 1)
   * @param epsilon greater than 0
   */
  record Adam(double learningRate, double beta1, double beta2, double epsilon)
      implements Optimizer {
    public Adam {
      Hyperparameters.requireLearningRate(learningRate);
      Hyperparameters.requireFraction("adam", "beta1", beta1);
      Hyperparameters.requireFraction("adam", "beta2", beta2);
      Hyperparameters.requirePositive("adam", "epsilon", epsilon);
    }

    @Override
    public Adam learningRate(double newRate) {
      return new Adam(newRate, beta1, beta2, epsilon);
    }

    /** Sets the decay rates of the moments. */
    public Adam betas(double newBeta1, double newBeta2) {
      return new Adam(learningRate, newBeta1, newBeta2, epsilon);
    }

    /** Sets epsilon. */
    public Adam epsilon(double newEpsilon) {
      return new Adam(learningRate, beta1, beta2, newEpsilon);
    }

    @Override
    public OptionalDouble decoupledWeightDecay() {
      return OptionalDouble.empty();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.adam(this);
    }
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101): before the update
   * of Adam, every trained kernel is reduced by learningRate * weightDecay * kernel. Biases and
   * batch norms decay only if a training asks for it, as in timm; in Keras and PyTorch they do.
   *
   * @param adam the other hyperparameters
   * @param weightDecay at least 0
   */
  record AdamW(Adam adam, double weightDecay) implements Optimizer {
    public AdamW {
      Hyperparameters.requireAtLeastZero("adamW", "weightDecay", weightDecay);
    }

    @Override
    public double learningRate() {
      return adam.learningRate();
    }

    @Override
    public AdamW learningRate(double newRate) {
      return new AdamW(adam.learningRate(newRate), weightDecay);
    }

    /** Sets the decay rates of the moments. */
    public AdamW betas(double newBeta1, double newBeta2) {
      return new AdamW(adam.betas(newBeta1, newBeta2), weightDecay);
    }

    /** Sets epsilon. */
    public AdamW epsilon(double newEpsilon) {
      return new AdamW(adam.epsilon(newEpsilon), weightDecay);
    }

    @Override
    public OptionalDouble decoupledWeightDecay() {
      return OptionalDouble.of(weightDecay);
    }

    /** Sets the weight decay. */
    public AdamW weightDecay(double factor) {
      return new AdamW(adam, factor);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.adamW(this);
    }
  }

  /**
   * Stochastic gradient descent: plain, or with classical or Nesterov momentum.
   *
   * @param momentum in [0, 1); 0 for none
   * @param nesterov whether the momentum is Nesterov's; has no effect without momentum
   */
  record Sgd(double learningRate, double momentum, boolean nesterov) implements Optimizer {
    public Sgd {
      Hyperparameters.requireLearningRate(learningRate);
      Hyperparameters.requireFraction("sgd", "momentum", momentum);
    }

    @Override
    public Sgd learningRate(double newRate) {
      return new Sgd(newRate, momentum, nesterov);
    }

    /** Sets the momentum. */
    public Sgd momentum(double newMomentum) {
      return new Sgd(learningRate, newMomentum, nesterov);
    }

    /** Sets whether the momentum is Nesterov's. */
    public Sgd nesterov(boolean enabled) {
      return new Sgd(learningRate, momentum, enabled);
    }

    @Override
    public OptionalDouble decoupledWeightDecay() {
      return OptionalDouble.empty();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.sgd(this);
    }
  }

  /**
   * RMSProp (Tieleman and Hinton, 2012), with Keras's epsilon inside of the square root.
   *
   * @param rho decay rate of the mean square, in [0, 1)
   * @param momentum in [0, 1); 0 for none
   * @param epsilon greater than 0
   * @param centered whether the gradient is divided by its standard deviation instead of its root
   *     mean square
   */
  record RmsProp(double learningRate, double rho, double momentum, double epsilon, boolean centered)
      implements Optimizer {
    public RmsProp {
      Hyperparameters.requireLearningRate(learningRate);
      Hyperparameters.requireFraction("rmsProp", "rho", rho);
      Hyperparameters.requireFraction("rmsProp", "momentum", momentum);
      Hyperparameters.requirePositive("rmsProp", "epsilon", epsilon);
    }

    @Override
    public RmsProp learningRate(double newRate) {
      return new RmsProp(newRate, rho, momentum, epsilon, centered);
    }

    /** Sets the decay rate of the mean square. */
    public RmsProp rho(double newRho) {
      return new RmsProp(learningRate, newRho, momentum, epsilon, centered);
    }

    /** Sets the momentum. */
    public RmsProp momentum(double newMomentum) {
      return new RmsProp(learningRate, rho, newMomentum, epsilon, centered);
    }

    /** Sets epsilon. */
    public RmsProp epsilon(double newEpsilon) {
      return new RmsProp(learningRate, rho, momentum, newEpsilon, centered);
    }

    /** Sets whether the gradient is divided by its standard deviation. */
    public RmsProp centered(boolean enabled) {
      return new RmsProp(learningRate, rho, momentum, epsilon, enabled);
    }

    @Override
    public OptionalDouble decoupledWeightDecay() {
      return OptionalDouble.empty();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.rmsProp(this);
    }
  }
}
