package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Numbers;
import org.blockwright.dsl.check.Problems;

/**
 * Batch normalisation (Ioffe and Szegedy) with Keras's defaults: epsilon 1e-3, momentum 0.99. In
 * training a channel is normalised by the batch's mean and biased variance, and the moving
 * statistics become momentum * old + (1 - momentum) * batch.
 *
 * @param gamma whether the normalised values are scaled by a trained factor for each channel
 *     (Keras's scale); without it the factor is 1 and stays 1
 */
public record BatchNorm(double epsilon, double momentum, boolean gamma) implements Layer {
  public BatchNorm {
    Problems.require(
        epsilon > 0 && Numbers.isValidDivisor(epsilon),
        () -> Problems.notPositive("batchNorm", "epsilon", epsilon));
    Problems.require(
        momentum >= 0 && momentum < 1,
        () -> Problems.invalidFraction("batchNorm", "momentum", momentum));
  }

  public BatchNorm epsilon(double e) {
    return new BatchNorm(e, momentum, gamma);
  }

  public BatchNorm momentum(double m) {
    return new BatchNorm(epsilon, m, gamma);
  }

  /** Without a trained factor. */
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
  public Shape output(LayerLocation site, List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int n = input.channels();
    ImmutableList.Builder<Parameter> all = ImmutableList.builder();
    if (gamma) {
      all.add(Parameter.createTrainable(Parameter.GAMMA, n));
    }
    return all.add(
            Parameter.createTrainable(Parameter.BETA, n),
            Parameter.createNonTrainable(Parameter.MEAN, n),
            Parameter.createNonTrainable(Parameter.VARIANCE, n))
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
