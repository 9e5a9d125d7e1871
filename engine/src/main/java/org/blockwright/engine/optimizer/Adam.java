package org.blockwright.engine.optimizer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam (Kingma and Ba, arXiv:1412.6980), as {@code keras.optimizers.Adam}.
 *
 * @param learningRate at least 0
 * @param beta1 decay rate of the first moment, in [0, 1)
 * @param beta2 decay rate of the second moment, in [0, 1)
 * @param epsilon the paper's "epsilon hat" (before section 2.1), greater than 0
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon)
    implements UpdateRule {

  public Adam {
    Hyperparameters.requireAdam("Adam", learningRate, beta1, beta2, epsilon);
  }

  /** Creates the rule with Keras's other defaults: 0.9, 0.999 and 1e-7. */
  public Adam(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-7);
  }

  /** Creates the rule with Keras's defaults; the learning rate is 0.001. */
  public Adam() {
    this(0.001);
  }

  @Override
  public Adam withLearningRate(double other) {
    return new Adam(other, beta1, beta2, epsilon);
  }

  @Override
  public ImmutableList<String> slots() {
    return ImmutableList.of("momentum", "velocity");
  }

  @Override
  public void apply(
      INDArray parameters, INDArray gradient, List<INDArray> slots, double rate, long iteration) {
    // ND4J's operation has Keras's formula. It counts from 0 and leaves the step in the gradient.
    Nd4j.exec(
        new AdamUpdater(
            gradient,
            slots.get(1),
            slots.get(0),
            rate,
            beta1,
            beta2,
            epsilon,
            Math.toIntExact(iteration - 1)));
    parameters.subi(gradient);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.adam(this);
  }
}
