package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.check.Numbers;

/**
 * Batch normalization (Ioffe and Szegedy, 2015; Keras's BatchNormalization). While training, a
 * channel is normalized by the mean and the biased variance of the batch, and the moving statistics
 * become momentum * old + (1 - momentum) * batch.
 *
 * @param gamma whether the normalized values are multiplied by a trained factor for each channel
 *     (Keras's {@code scale}); otherwise the factor stays 1
 */
public record BatchNorm(double epsilon, double momentum, boolean gamma) implements Layer {
  public BatchNorm {
    Checks.require(
        epsilon > 0 && Numbers.isValidDivisor(epsilon),
        () -> NumberProblems.notPositive("batchNorm", "epsilon", epsilon));
    Checks.require(
        momentum >= 0 && momentum < 1,
        () -> NumberProblems.invalidFraction("batchNorm", "momentum", momentum));
  }

  public BatchNorm epsilon(double newEpsilon) {
    return new BatchNorm(newEpsilon, momentum, gamma);
  }

  public BatchNorm momentum(double newMomentum) {
    return new BatchNorm(epsilon, newMomentum, gamma);
  }

  /** Returns a copy without the trained factor gamma. */
  public BatchNorm noGamma() {
    return new BatchNorm(epsilon, momentum, false);
  }

  @Override
  public String kind() {
    return "BatchNormalization";
  }

  @Override
  public String defaultName() {
    return "bn";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int channels = input.channels();
    ImmutableList.Builder<Parameter> all = ImmutableList.builder();
    if (gamma) {
      all.add(Parameter.createTrainable(Parameter.GAMMA, channels));
    }
    return all.add(
            Parameter.createTrainable(Parameter.BETA, channels),
            Parameter.createNonTrainable(Parameter.MEAN, channels),
            Parameter.createNonTrainable(Parameter.VARIANCE, channels))
        .build();
  }

  @Override
  public String configSummary() {
    return "epsilon " + epsilon + ", momentum " + momentum + (gamma ? "" : ", no gamma");
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.batchNorm(this);
  }
}
