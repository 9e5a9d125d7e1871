package org.blockwright.engine.loss;

import java.util.Optional;
import org.nd4j.linalg.activations.Activation;

/**
 * The loss of one output, with Keras 3's definitions: the mean over the units. Works on plain
 * arrays in double, so that every {@link org.blockwright.engine.Executor} uses the same loss.
 *
 * <p>Cross-entropies include the activation of the output layer and take the logits: neither value
 * nor gradient loses precision for large logits, and a wrong prediction has a gradient of full
 * size, however confident it is. All other losses take the values of the output.
 *
 * <p>Immutable. A new loss is a new record; the compiler then reports every {@link Visitor} that
 * has to handle it.
 *
 * <pre>{@code
 * double[] gradient = new double[3];
 * double loss =
 *     new CategoricalCrossEntropy().evaluate(logits, new double[] {0, 1, 0}, gradient);
 * }</pre>
 */
public sealed interface LossFunction
    permits CategoricalCrossEntropy,
        BinaryCrossEntropy,
        MeanSquaredError,
        MeanAbsoluteError,
        Huber {

  /** Returns the name in messages, such as {@code binary cross-entropy}. */
  String displayName();

  /**
   * Returns the activation that the loss includes; empty if the loss takes the values of the output
   * and works with any activation.
   */
  default Optional<Activation> activation() {
    return Optional.empty();
  }

  /** Returns whether targets are probabilities, in [0, 1]; others are any finite numbers. */
  default boolean hasProbabilityTargets() {
    return activation().isPresent();
  }

  /** Returns the number of units that the loss requires; empty if it works with any number. */
  default Optional<Integer> units() {
    return Optional.empty();
  }

  /**
   * Computes the loss of one sample.
   *
   * @param values logits if the loss includes an {@link #activation()}, else the output; one value
   *     per unit
   * @param targets one per unit
   * @param gradient receives the derivative of the loss with respect to {@code values}
   * @return the loss; NaN if a value is NaN
   */
  double evaluate(double[] values, double[] targets, double[] gradient);

  /** Calls the visitor's method for this type of loss. */
  <R> R accept(Visitor<R> visitor);

  /** One method per type of loss. */
  interface Visitor<R> {
    R categoricalCrossEntropy(CategoricalCrossEntropy loss);

    R binaryCrossEntropy(BinaryCrossEntropy loss);

    R meanSquaredError(MeanSquaredError loss);

    R meanAbsoluteError(MeanAbsoluteError loss);

    R huber(Huber loss);
  }
}
