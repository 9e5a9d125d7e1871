package org.blockwright.engine.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;
import org.nd4j.linalg.activations.Activation;

/**
 * The cross-entropy of a softmax: {@code -sum(w_c * t_c * ln(p_c))}.
 *
 * @param labelSmoothing s in [0, 1): targets become {@code t * (1 - s) + s / classes}
 * @param classWeights the weight of each class, at least 0; empty if all are 1
 */
public record CategoricalCrossEntropy(double labelSmoothing, ImmutableDoubleArray classWeights)
    implements LossFunction {

  /**
   * @throws org.blockwright.base.UsageException if a value is out of range
   */
  public CategoricalCrossEntropy {
    LossParameters.requireLabelSmoothing("CategoricalCrossEntropy", labelSmoothing);
    LossParameters.requireWeights("CategoricalCrossEntropy", "classWeights", classWeights);
  }

  /** Creates the loss without label smoothing and class weights. */
  public CategoricalCrossEntropy() {
    this(0, ImmutableDoubleArray.of());
  }

  @Override
  public String displayName() {
    return "categorical cross-entropy";
  }

  @Override
  public Optional<Activation> activation() {
    return Optional.of(Activation.SOFTMAX);
  }

  @Override
  public Optional<Integer> units() {
    return LossParameters.units(classWeights);
  }

  @Override
  public double evaluate(double[] values, double[] targets, double[] gradient) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    double others = 0;
    for (int i = 0; i < values.length; i++) {
      others += i == largest ? 0 : Math.exp(values[i] - values[largest]);
    }
    double logOfSum = Math.log1p(others);
    double loss = 0;
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double target = weightedTarget(targets[i], i, values.length);
      // -ln(p); a target of 0 contributes nothing, also for an infinite logit.
      loss += target == 0 ? 0 : target * (values[largest] - values[i] + logOfSum);
      sum += target;
    }
    for (int i = 0; i < values.length; i++) {
      double probability = Math.exp(values[i] - values[largest] - logOfSum);
      gradient[i] = sum * probability - weightedTarget(targets[i], i, values.length);
    }
    return loss;
  }

  private double weightedTarget(double target, int unit, int classes) {
    return LossParameters.weight(classWeights, unit)
        * (target * (1 - labelSmoothing) + labelSmoothing / classes);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.categoricalCrossEntropy(this);
  }
}
