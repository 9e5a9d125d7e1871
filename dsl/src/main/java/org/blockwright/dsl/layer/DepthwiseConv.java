package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Windows;

/**
 * A convolution of each channel by itself (Keras's DepthwiseConv2D); output channel i*multiplier+m
 * stems from input channel i.
 */
public record DepthwiseConv(
    Size kernel, int multiplier, Size stride, Padding padding, boolean bias, Activation activation)
    implements Layer {

  public DepthwiseConv {
    Problems.require(
        multiplier >= 1, () -> Problems.belowMinimum("depthwise", "multiplier", 1, multiplier));
    Problems.require(
        activation.kind() != Activation.Kind.SOFTMAX,
        () -> Problems.softmaxOnFeatureMap("depthwise"));
  }

  public static DepthwiseConv of(Size kernel) {
    return new DepthwiseConv(kernel, 1, Size.ONE, Padding.SAME, true, Activation.LINEAR);
  }

  public DepthwiseConv multiplier(int n) {
    return new DepthwiseConv(kernel, n, stride, padding, bias, activation);
  }

  public DepthwiseConv stride(int n) {
    return new DepthwiseConv(kernel, multiplier, Size.of(n), padding, bias, activation);
  }

  public DepthwiseConv pad(int n) {
    return padding(Padding.of(n));
  }

  public DepthwiseConv valid() {
    return padding(Padding.VALID);
  }

  public DepthwiseConv padding(Padding p) {
    return new DepthwiseConv(kernel, multiplier, stride, p, bias, activation);
  }

  public DepthwiseConv noBias() {
    return new DepthwiseConv(kernel, multiplier, stride, padding, false, activation);
  }

  public DepthwiseConv activation(Activation a) {
    return new DepthwiseConv(kernel, multiplier, stride, padding, bias, a);
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
  public Shape output(LayerLocation site, List<Shape> inputs) {
    Shape input = inputs.get(0);
    return window().orElseThrow().output(site, input, (long) input.channels() * multiplier);
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
