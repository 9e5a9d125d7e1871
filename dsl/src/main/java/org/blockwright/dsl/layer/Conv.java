package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Windows;

/**
 * A convolution of a map (Keras's Conv2D): {@code conv(3, 64).stride(2).relu()}. Unless said
 * otherwise: stride 1, padding "same", one group, a bias, no activation.
 */
public record Conv(
    Size kernel,
    int filters,
    Size stride,
    Padding padding,
    Size dilation,
    int groups,
    boolean bias,
    Activation activation)
    implements Layer {

  public Conv {
    Problems.require(filters >= 1, () -> Problems.belowMinimum("conv", "filters", 1, filters));
    Problems.require(groups >= 1, () -> Problems.belowMinimum("conv", "groups", 1, groups));
    Problems.require(
        filters % groups == 0,
        () -> Problems.notDivisibleByGroups("conv", "filters", filters, groups));
    Problems.require(
        activation.kind() != Activation.Kind.SOFTMAX, () -> Problems.softmaxOnFeatureMap("conv"));
  }

  public static Conv of(Size kernel, int filters) {
    return new Conv(kernel, filters, Size.ONE, Padding.SAME, Size.ONE, 1, true, Activation.LINEAR);
  }

  public Conv stride(int n) {
    return new Conv(kernel, filters, Size.of(n), padding, dilation, groups, bias, activation);
  }

  /** So many zeros on each side. */
  public Conv pad(int n) {
    return padding(Padding.of(n));
  }

  /** No padding. */
  public Conv valid() {
    return padding(Padding.VALID);
  }

  public Conv padding(Padding p) {
    return new Conv(kernel, filters, stride, p, dilation, groups, bias, activation);
  }

  public Conv dilation(int n) {
    return new Conv(kernel, filters, stride, padding, Size.of(n), groups, bias, activation);
  }

  /**
   * The input's channels in so many groups, each with its share of the filters; 1 is an ordinary
   * convolution.
   */
  public Conv groups(int n) {
    return new Conv(kernel, filters, stride, padding, dilation, n, bias, activation);
  }

  public Conv noBias() {
    return new Conv(kernel, filters, stride, padding, dilation, groups, false, activation);
  }

  public Conv relu() {
    return activation(Activation.RELU);
  }

  /** The activation within the layer; it shares the layer's name. */
  public Conv activation(Activation a) {
    return new Conv(kernel, filters, stride, padding, dilation, groups, bias, a);
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
  public Shape output(LayerLocation site, List<Shape> inputs) {
    Shape in = inputs.get(0);
    Shape out = window().orElseThrow().output(site, in, filters);
    Problems.require(
        in.channels() % groups == 0,
        () -> Problems.notDivisibleByGroups(site.path(), "channels", in.channels(), groups));
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
