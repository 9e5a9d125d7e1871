package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;

/** A fully connected layer on a vector (Keras's Dense). */
public record Dense(int units, boolean bias, Activation activation) implements Layer {

  public Dense {
    Checks.require(units >= 1, () -> NumberProblems.belowMinimum("dense", "units", 1, units));
  }

  public Dense units(int count) {
    return new Dense(count, bias, activation);
  }

  public Dense noBias() {
    return new Dense(units, false, activation);
  }

  public Dense relu() {
    return activation(Activation.RELU);
  }

  public Dense softmax() {
    return activation(Activation.SOFTMAX);
  }

  public Dense sigmoid() {
    return activation(Activation.SIGMOID);
  }

  public Dense activation(Activation a) {
    return new Dense(units, bias, a);
  }

  @Override
  public String kind() {
    return "Dense";
  }

  @Override
  public String defaultName() {
    return "dense";
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Checks.require(
        !inputs.get(0).isFeatureMap(), () -> LayerProblems.needsVector(location, inputs.get(0)));
    Shape output = Shape.units(units);
    activation.check(location, output);
    return output;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Parameter kernel = Parameter.createTrainable(Parameter.KERNEL, input.channels(), units);
    return bias
        ? ImmutableList.of(kernel, Parameter.createTrainable(Parameter.BIAS, units))
        : ImmutableList.of(kernel);
  }

  @Override
  public long multiplyAccumulates(Shape input, Shape output) {
    return (long) input.channels() * units;
  }

  @Override
  public String configSummary() {
    return (bias ? "" : "no bias, ") + activation;
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.dense(this);
  }
}
