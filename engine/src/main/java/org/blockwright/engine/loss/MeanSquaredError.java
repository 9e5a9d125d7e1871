package org.blockwright.engine.loss;

/** The mean over the units of {@code (y - t)^2}. */
public record MeanSquaredError() implements LossFunction {
  @Override
  public String displayName() {
    return "mean squared error";
  }

  @Override
  public double evaluate(double[] values, double[] targets, double[] gradient) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double error = values[i] - targets[i];
      sum += error * error;
      gradient[i] = 2 * error / values.length;
    }
    return sum / values.length;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.meanSquaredError(this);
  }
}
