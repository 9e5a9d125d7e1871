package org.blockwright.engine.loss;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;
import org.nd4j.linalg.activations.Activation;

/**
 * The cross-entropy of sigmoids: the mean over the labels of {@code -w_l * (t_l * ln(p_l) + (1 -
 * t_l) * ln(1 - p_l))}.
 *
 * <p>A label may have another weight where it is absent: {@code w_l = t_l * present_l + (1 - t_l) *
 * absent_l}, with the target before smoothing. Of a single sigmoid with two classes these are the
 * weights of the second and the first class, as the {@code class_weight} of Keras: the loss of a
 * sample times the weight of its class.
 *
 * @param labelSmoothing s in [0, 1): targets become {@code t * (1 - s) + s / 2}
 * @param presentWeights the weight of each label where it is present, at least 0; empty if all are
 *     1
 * @param absentWeights the weight of each label where it is absent, at least 0; empty if they are
 *     the {@code presentWeights}
 */
public record BinaryCrossEntropy(
    double labelSmoothing, ImmutableDoubleArray presentWeights, ImmutableDoubleArray absentWeights)
    implements LossFunction {

  /**
   * @throws org.blockwright.base.UsageException if a value is out of range
   */
  public BinaryCrossEntropy {
    LossParameters.requireLabelSmoothing("BinaryCrossEntropy", labelSmoothing);
    LossParameters.requireWeights("BinaryCrossEntropy", "presentWeights", presentWeights);
    LossParameters.requireWeights("BinaryCrossEntropy", "absentWeights", absentWeights);
    LossParameters.requireSameCount("BinaryCrossEntropy", presentWeights, absentWeights);
  }

  /**
   * Creates the loss with one weight for each label, whether it is present or absent.
   *
   * @throws org.blockwright.base.UsageException if a value is out of range
   */
  public BinaryCrossEntropy(double labelSmoothing, ImmutableDoubleArray labelWeights) {
    this(labelSmoothing, labelWeights, ImmutableDoubleArray.of());
  }

  /** Creates the loss without label smoothing and label weights. */
  public BinaryCrossEntropy() {
    this(0, ImmutableDoubleArray.of());
  }

  /** Returns the weight of a label, for a target from 0 (absent) to 1 (present). */
  public double weight(int label, double target) {
    double present = LossParameters.weight(presentWeights, label);
    return absentWeights.isEmpty()
        ? present
        : target * present + (1 - target) * absentWeights.get(label);
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
    return LossParameters.units(presentWeights);
  }

  @Override
  public double evaluate(double[] values, double[] targets, double[] gradient) {
    double loss = 0;
    for (int i = 0; i < values.length; i++) {
      double z = values[i];
      double target = targets[i] * (1 - labelSmoothing) + labelSmoothing / 2;
      double weight = weight(i, targets[i]) / values.length;
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
