package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.NumberProblems;
import org.blockwright.dsl.check.Windows;

/**
 * A convolution of each channel separately (Keras's DepthwiseConv2D). Output channel i * multiplier
 * + m is computed from input channel i.
 *
 * @param multiplier number of output channels per input channel
 */
public record DepthwiseConv(
    Size kernel, int multiplier, Size stride, Padding padding, boolean bias, Activation activation)
    implements Layer {

  public DepthwiseConv {
    Checks.require(
        multiplier >= 1,
        () -> NumberProblems.belowMinimum("depthwiseConv", "multiplier", 1, multiplier));
    Checks.require(
        activation.kind() != Activation.Kind.SOFTMAX,
        () -> LayerProblems.softmaxOnFeatureMap("depthwiseConv"));
  }

  /** Creates a depthwise convolution: stride 1, padding "same", a bias, no activation. */
  public static DepthwiseConv of(Size kernel) {
    return new DepthwiseConv(kernel, 1, Size.ONE, Padding.SAME, true, Activation.LINEAR);
  }

  /** Sets the number of output channels per input channel. */
  public DepthwiseConv multiplier(int n) {
    return new DepthwiseConv(kernel, n, stride, padding, bias, activation);
  }

  public DepthwiseConv stride(int n) {
    return new DepthwiseConv(kernel, multiplier, Size.of(n), padding, bias, activation);
  }

  /** Sets a padding of {@code n} zeros on each side. */
  public DepthwiseConv pad(int n) {
    return padding(Padding.of(n));
  }

  /** Sets no padding. */
  public DepthwiseConv valid() {
    return padding(Padding.VALID);
  }

  public DepthwiseConv padding(Padding newPadding) {
    return new DepthwiseConv(kernel, multiplier, stride, newPadding, bias, activation);
  }

  public DepthwiseConv noBias() {
    return new DepthwiseConv(kernel, multiplier, stride, padding, false, activation);
  }

  /** Sets the activation, which is part of the layer and not a separate vertex. */
  public DepthwiseConv activation(Activation newActivation) {
    return new DepthwiseConv(kernel, multiplier, stride, padding, bias, newActivation);
  }

  @Override
  public DepthwiseConv canonical() {
    return padding(padding.canonical(kernel, stride, Size.ONE));
  }

  @Override
  public String kind() {
    return "DepthwiseConv2D";
  }

  @Override
  public String defaultName() {
    return "dw";
  }

  @Override
  public Optional<Window> window() {
    return Optional.of(new Window(kernel, stride, padding, Size.ONE));
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Shape input = inputs.get(0);
    return window().orElseThrow().output(location, input, (long) input.channels() * multiplier);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Parameter weights =
        Parameter.createTrainable(
            Parameter.DEPTHWISE_KERNEL,
            kernel.height(),
            kernel.width(),
            input.channels(),
            multiplier);
    return bias
        ? ImmutableList.of(
            weights, Parameter.createTrainable(Parameter.BIAS, input.channels() * multiplier))
        : ImmutableList.of(weights);
  }

  @Override
  public long multiplyAccumulates(Shape input, Shape output) {
    return output.size() * kernel.height() * kernel.width();
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
    return visitor.depthwiseConv(this);
  }
}
