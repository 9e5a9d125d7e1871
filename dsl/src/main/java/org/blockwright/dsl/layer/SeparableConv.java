package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.check.Windows;

/**
 * A depthwise convolution followed directly by a 1x1 convolution: one layer with two kernels
 * (Keras's SeparableConv2D). With a batch normalization or an activation between the two, use a
 * depthwise and a 1x1 convolution instead.
 *
 * @param multiplier number of channels per input channel between the two convolutions
 */
public record SeparableConv(
    int filters,
    Size kernel,
    int multiplier,
    Size stride,
    Padding padding,
    boolean bias,
    Activation activation)
    implements Layer {

  public SeparableConv {
    Checks.require(
        filters >= 1, () -> NumberProblems.belowMinimum("separableConv", "filters", 1, filters));
    Checks.require(
        multiplier >= 1,
        () -> NumberProblems.belowMinimum("separableConv", "multiplier", 1, multiplier));
    Checks.require(
        activation.kind() != Activation.Kind.SOFTMAX,
        () -> LayerProblems.softmaxOnFeatureMap("separableConv"));
  }

  /** Creates a separable convolution: stride 1, padding "same", a bias, no activation. */
  public static SeparableConv of(int filters, Size kernel) {
    return new SeparableConv(filters, kernel, 1, Size.ONE, Padding.SAME, true, Activation.LINEAR);
  }

  /** Sets the number of channels per input channel between the two convolutions. */
  public SeparableConv multiplier(int n) {
    return new SeparableConv(filters, kernel, n, stride, padding, bias, activation);
  }

  public SeparableConv stride(int n) {
    return new SeparableConv(filters, kernel, multiplier, Size.of(n), padding, bias, activation);
  }

  /** Sets a padding of {@code n} zeros on each side. */
  public SeparableConv pad(int n) {
    return padding(Padding.of(n));
  }

  /** Sets no padding. */
  public SeparableConv valid() {
    return padding(Padding.VALID);
  }

  public SeparableConv padding(Padding newPadding) {
    return new SeparableConv(filters, kernel, multiplier, stride, newPadding, bias, activation);
  }

  public SeparableConv noBias() {
    return new SeparableConv(filters, kernel, multiplier, stride, padding, false, activation);
  }

  /** Sets the activation, which is part of the layer and not a separate vertex. */
  public SeparableConv activation(Activation newActivation) {
    return new SeparableConv(filters, kernel, multiplier, stride, padding, bias, newActivation);
  }

  @Override
  public SeparableConv canonical() {
    return padding(padding.canonical(kernel, stride, Size.ONE));
  }

  @Override
  public String kind() {
    return "SeparableConv2D";
  }

  @Override
  public String defaultName() {
    return "sepconv";
  }

  @Override
  public Optional<Window> window() {
    return Optional.of(new Window(kernel, stride, padding, Size.ONE));
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    return window().orElseThrow().output(location, inputs.get(0), filters);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int depthwiseChannels = input.channels() * multiplier;
    ImmutableList.Builder<Parameter> all = ImmutableList.builder();
    all.add(
        Parameter.createTrainable(
            Parameter.DEPTHWISE_KERNEL,
            kernel.height(),
            kernel.width(),
            input.channels(),
            multiplier),
        Parameter.createTrainable(Parameter.POINTWISE_KERNEL, 1, 1, depthwiseChannels, filters));
    if (bias) {
      all.add(Parameter.createTrainable(Parameter.BIAS, filters));
    }
    return all.build();
  }

  @Override
  public long multiplyAccumulates(Shape input, Shape output) {
    long positions = (long) output.height() * output.width();
    long depthwiseChannels = (long) input.channels() * multiplier;
    return positions * depthwiseChannels * ((long) kernel.height() * kernel.width() + filters);
  }

  @Override
  public String configSummary() {
    return Windows.describe(kernel, stride, padding, Size.ONE)
        + (multiplier == 1 ? "" : ", multiplier " + multiplier)
        + (bias ? "" : ", no bias")
        + (activation.equals(Activation.LINEAR) ? "" : ", " + activation);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.separableConv(this);
  }
}
