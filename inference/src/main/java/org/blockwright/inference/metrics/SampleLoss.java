package org.blockwright.inference.metrics;

import java.util.function.DoubleBinaryOperator;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Task;

/**
 * The loss of a sample without label smoothing and without weights, in double: the mean over the
 * units, or for the categorical cross-entropy the sum over the classes.
 */
final class SampleLoss implements Loss.Visitor<DoubleBinaryOperator> {
  /** Lower bound of the probabilities in the loss, Keras's epsilon. */
  private static final double MIN_PROBABILITY = 1e-7;

  private final SampleData data;
  private final DoubleBinaryOperator unitLoss;

  SampleLoss(SampleData data) {
    this.data = data;
    unitLoss = data.loss.accept(this);
  }

  /** Returns the loss of a sample. */
  double of(int i) {
    boolean categorical = data.loss instanceof Loss.CategoricalCrossEntropy;
    if (categorical && data.targets == null) {
      return -logarithm(data.outputs[i][data.labels[i]]);
    }
    int units = data.outputs[i].length;
    double sum = 0;
    for (int unit = 0; unit < units; unit++) {
      sum += ofUnit(i, unit);
    }
    return categorical ? sum : sum / units;
  }

  /** Returns the loss of one unit of a sample. */
  double ofUnit(int i, int unit) {
    return unitLoss.applyAsDouble(target(i, unit), data.outputs[i][unit]);
  }

  private double target(int i, int unit) {
    if (data.targets != null) {
      return data.targets[i][unit];
    }
    int positive = data.task == Task.BINARY ? 1 : unit;
    return data.labels[i] == positive ? 1 : 0;
  }

  private static double logarithm(double probability) {
    return Math.log(Math.max(probability, MIN_PROBABILITY));
  }

  @Override
  public DoubleBinaryOperator categoricalCrossEntropy(Loss.CategoricalCrossEntropy loss) {
    return (target, p) -> target == 0 ? 0 : -target * logarithm(p);
  }

  @Override
  public DoubleBinaryOperator binaryCrossEntropy(Loss.BinaryCrossEntropy loss) {
    return (target, p) -> -target * logarithm(p) - (1 - target) * logarithm(1 - p);
  }

  @Override
  public DoubleBinaryOperator meanSquaredError(Loss.MeanSquaredError loss) {
    return (target, y) -> (y - target) * (y - target);
  }

  @Override
  public DoubleBinaryOperator meanAbsoluteError(Loss.MeanAbsoluteError loss) {
    return (target, y) -> Math.abs(y - target);
  }

  @Override
  public DoubleBinaryOperator huber(Loss.Huber loss) {
    double delta = loss.delta();
    return (target, y) -> {
      double error = Math.abs(y - target);
      return error <= delta ? error * error / 2 : delta * error - delta * delta / 2;
    };
  }
}
