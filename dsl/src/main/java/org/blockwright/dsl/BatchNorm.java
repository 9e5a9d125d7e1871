package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Site;

/**
 * Batch normalisation (Ioffe and Szegedy) with Keras's defaults: epsilon 1e-3, momentum 0.99. In
 * training a channel is normalised by the batch's mean and biased variance, and the moving
 * statistics become momentum * old + (1 - momentum) * batch.
 */
public record BatchNorm(double epsilon, double momentum) implements Layer {
  public BatchNorm {
    Problems.require(epsilon > 0, () -> Problems.positive("batchNorm", "epsilon", epsilon));
    Problems.require(
        momentum >= 0 && momentum < 1, () -> Problems.share("batchNorm", "momentum", momentum));
  }

  public BatchNorm epsilon(double e) {
    return new BatchNorm(e, momentum);
  }

  public BatchNorm momentum(double m) {
    return new BatchNorm(epsilon, m);
  }

  @Override
  public String kind() {
    return "BatchNormalization";
  }

  @Override
  public String word() {
    return "bn";
  }

  @Override
  public Shape output(Site site, List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int n = input.channels();
    return ImmutableList.of(
        Parameter.trained(Parameter.GAMMA, n),
        Parameter.trained(Parameter.BETA, n),
        Parameter.measured(Parameter.MEAN, n),
        Parameter.measured(Parameter.VARIANCE, n));
  }

  @Override
  public String numbers() {
    return "epsilon " + epsilon + ", momentum " + momentum;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.batchNorm(this);
  }
}
