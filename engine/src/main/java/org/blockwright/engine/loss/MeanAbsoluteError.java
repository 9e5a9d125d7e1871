package org.blockwright.engine.loss;

/** The mean over the units of {@code |y - t|}; the gradient is 0 where both are equal. */
public record MeanAbsoluteError() implements LossFunction {
  @Override
  public String displayName() {
    return "mean absolute error";
  }

  @Override
  public double evaluate(double[] values, double[] targets, double[] gradient) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double error = values[i] - targets[i];
      sum += Math.abs(error);
      gradient[i] = Math.signum(error) / values.length;
    }
    return sum / values.length;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.meanAbsoluteError(this);
  }
}
