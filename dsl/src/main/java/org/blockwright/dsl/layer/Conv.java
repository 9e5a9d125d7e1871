package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.check.Windows;

/** A convolution of a feature map (Keras's Conv2D): {@code conv(64, 3).stride(2).relu()}. */
public record Conv(
    int filters,
    Size kernel,
    Size stride,
    Padding padding,
    Size dilation,
    int groups,
    boolean bias,
    Activation activation)
    implements Layer {

  public Conv {
    Checks.require(filters >= 1, () -> NumberProblems.belowMinimum("conv", "filters", 1, filters));
    Checks.require(groups >= 1, () -> NumberProblems.belowMinimum("conv", "groups", 1, groups));
    Checks.require(
        filters % groups == 0,
        () -> LayerProblems.notDivisibleByGroups("conv", "filters", filters, groups));
    Checks.require(
        activation.kind() != Activation.Kind.SOFTMAX,
        () -> LayerProblems.softmaxOnFeatureMap("conv"));
  }

  /** Creates a convolution: stride 1, padding "same", one group, a bias, no activation. */
  public static Conv of(int filters, Size kernel) {
    return new Conv(filters, kernel, Size.ONE, Padding.SAME, Size.ONE, 1, true, Activation.LINEAR);
  }

  public Conv stride(int n) {
    return new Conv(filters, kernel, Size.of(n), padding, dilation, groups, bias, activation);
  }

  /** Sets a padding of {@code n} zeros on each side. */
  public Conv pad(int n) {
    return padding(Padding.of(n));
  }

  /** Sets no padding. */
  public Conv valid() {
    return padding(Padding.VALID);
  }

  public Conv padding(Padding newPadding) {
    return new Conv(filters, kernel, stride, newPadding, dilation, groups, bias, activation);
  }

  public Conv dilation(int n) {
    return new Conv(filters, kernel, stride, padding, Size.of(n), groups, bias, activation);
  }

  /**
   * Sets the number of groups: input channels and filters are divided into groups that are
   * convolved separately. 1 is an ordinary convolution.
   */
  public Conv groups(int n) {
    return new Conv(filters, kernel, stride, padding, dilation, n, bias, activation);
  }

  public Conv noBias() {
    return new Conv(filters, kernel, stride, padding, dilation, groups, false, activation);
  }

  public Conv relu() {
    return activation(Activation.RELU);
  }

  /** Sets the activation, which is part of the layer and not a separate vertex. */
  public Conv activation(Activation newActivation) {
    return new Conv(filters, kernel, stride, padding, dilation, groups, bias, newActivation);
  }

  @Override
  public Conv canonical() {
    return padding(padding.canonical(kernel, stride, dilation));
  }

  @Override
  public String kind() {
    return "Conv2D";
  }

  @Override
  public String defaultName() {
    return "conv";
  }

  @Override
  public Optional<Window> window() {
    return Optional.of(new Window(kernel, stride, padding, dilation));
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Shape in = inputs.get(0);
    Shape out = window().orElseThrow().output(location, in, filters);
    Checks.require(
        in.channels() % groups == 0,
        () ->
            LayerProblems.notDivisibleByGroups(location.path(), "channels", in.channels(), groups));
    return out;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Parameter weights =
        Parameter.createTrainable(
            Parameter.KERNEL, kernel.height(), kernel.width(), input.channels() / groups, filters);
    return bias
        ? ImmutableList.of(weights, Parameter.createTrainable(Parameter.BIAS, filters))
        : ImmutableList.of(weights);
  }

  @Override
  public long multiplyAccumulates(Shape input, Shape output) {
    return output.size() * kernel.height() * kernel.width() * (input.channels() / groups);
  }

  @Override
  public String configSummary() {
    return Windows.describe(kernel, stride, padding, dilation)
        + (groups == 1 ? "" : ", " + groups + " groups")
        + (bias ? "" : ", no bias")
        + (activation.equals(Activation.LINEAR) ? "" : ", " + activation);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.conv(this);
  }
}
