package org.blockwright.engine.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;
import org.nd4j.linalg.activations.Activation;

/**
 * The cross-entropy of sigmoids: the mean over the labels of {@code -w_l * (t_l * ln(p_l) + (1 -
 * t_l) * ln(1 - p_l))}.
 *
 * @param labelSmoothing s in [0, 1): targets become {@code t * (1 - s) + s / 2}
 * @param labelWeights the weight of each label, at least 0; empty if all are 1
 */
public record BinaryCrossEntropy(double labelSmoothing, ImmutableDoubleArray labelWeights)
    implements LossFunction {

  /**
   * @throws org.blockwright.base.UsageException if a value is out of range
   */
  public BinaryCrossEntropy {
    LossParameters.requireLabelSmoothing("BinaryCrossEntropy", labelSmoothing);
    LossParameters.requireWeights("BinaryCrossEntropy", "labelWeights", labelWeights);
  }

  /** Creates the loss without label smoothing and label weights. */
  public BinaryCrossEntropy() {
    this(0, ImmutableDoubleArray.of());
  }

  @Override
  public String displayName() {
    return "binary cross-entropy";
  }

  @Override
  public Optional<Activation> activation() {
    return Optional.of(Activation.SIGMOID);
  }

  @Override
  public Optional<Integer> units() {
    return LossParameters.units(labelWeights);
  }

  @Override
  public double evaluate(double[] values, double[] targets, double[] gradient) {
    double loss = 0;
    for (int i = 0; i < values.length; i++) {
      double z = values[i];
      double target = targets[i] * (1 - labelSmoothing) + labelSmoothing / 2;
      double weight = LossParameters.weight(labelWeights, i) / values.length;
      double small = Math.exp(-Math.abs(z));
      loss += weight * (Math.max(z, 0) - z * target + Math.log1p(small));
      double probability = (z < 0 ? small : 1) / (1 + small);
      gradient[i] = weight * (probability - target);
    }
    return loss;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.binaryCrossEntropy(this);
  }
}
