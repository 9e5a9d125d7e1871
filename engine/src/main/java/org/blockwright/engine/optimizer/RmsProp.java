package org.blockwright.engine.optimizer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * RMSProp, as {@code keras.optimizers.RMSprop}. DL4J's own differs: it adds epsilon outside of the
 * square root, and its state starts at epsilon instead of 0.
 *
 * @param learningRate at least 0
 * @param rho decay rate of the moving average of the squared gradient, in [0, 1)
 * @param momentum in [0, 1]; 0 for none
 * @param epsilon added to the average inside of the square root, greater than 0
 * @param centered whether the squared moving average of the gradient is subtracted from the average
 *     of the squared gradient
 */
public record RmsProp(
    double learningRate, double rho, double momentum, double epsilon, boolean centered)
    implements UpdateRule {

  public RmsProp {
    Hyperparameters.requireAtLeastZero("RmsProp", "learningRate", learningRate);
    Hyperparameters.requireDecayRate("RmsProp", "rho", rho);
    Hyperparameters.requireMomentum("RmsProp", momentum);
    Hyperparameters.requirePositive("RmsProp", "epsilon", epsilon);
  }

  /** Creates the rule with Keras's other defaults: rho 0.9, no momentum, 1e-7, not centered. */
  public RmsProp(double learningRate) {
    this(learningRate, 0.9, 0, 1e-7, false);
  }

  /** Creates the rule with Keras's defaults; the learning rate is 0.001. */
  public RmsProp() {
    this(0.001);
  }

  @Override
  public RmsProp withLearningRate(double other) {
    return new RmsProp(other, rho, momentum, epsilon, centered);
  }

  @Override
  public ImmutableList<String> slots() {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    names.add("velocity");
    if (momentum > 0) {
      names.add("momentum");
    }
    if (centered) {
      names.add("average_gradient");
    }
    return names.build();
  }

  @Override
  public void apply(
      INDArray parameters, INDArray gradient, List<INDArray> slots, double rate, long iteration) {
    INDArray velocity = slots.get(0);
    updateAverage(velocity, gradient.mul(gradient));
    INDArray denominator = velocity.add(epsilon);
    if (centered) {
      INDArray average = slots.get(slots.size() - 1);
      updateAverage(average, gradient);
      denominator.subi(average.mul(average));
    }
    Transforms.sqrt(denominator, false);
    INDArray step = gradient.muli(rate).divi(denominator);
    if (momentum > 0) {
      step = slots.get(1).muli(momentum).addi(step);
    }
    parameters.subi(step);
  }

  private void updateAverage(INDArray average, INDArray value) {
    average.muli(rho);
    Vectors.addScaled(average, 1 - rho, value);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.rmsProp(this);
  }
}
