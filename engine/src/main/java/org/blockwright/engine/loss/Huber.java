package org.blockwright.engine.loss;

/**
 * The mean over the units of {@code (y - t)^2 / 2} for errors up to delta, else {@code delta * |y -
 * t| - delta^2 / 2}.
 *
 * @param delta greater than 0, in the unit of the target
 */
public record Huber(double delta) implements LossFunction {

  /**
   * @throws org.blockwright.base.UsageException if delta is not greater than 0
   */
  public Huber {
    LossParameters.requirePositive("Huber", "delta", delta);
  }

  /** Creates the loss with Keras's default delta of 1. */
  public Huber() {
    this(1);
  }

  @Override
  public String displayName() {
    return "Huber loss";
  }

  @Override
  public double evaluate(double[] values, double[] targets, double[] gradient) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double error = values[i] - targets[i];
      double size = Math.abs(error);
      sum += size <= delta ? error * error / 2 : delta * size - delta * delta / 2;
      gradient[i] = Math.max(-delta, Math.min(delta, error)) / values.length;
    }
    return sum / values.length;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.huber(this);
  }
}
