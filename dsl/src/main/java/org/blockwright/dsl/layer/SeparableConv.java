package org.blockwright.dsl.layer;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Windows;

/**
 * A convolution of each channel by itself, then one of 1x1 over all channels, with nothing between
 * them: one layer with two kernels (Keras's SeparableConv2D). Where a norm or an activation stands
 * between the halves, write a depthwise convolution and a 1x1 convolution instead.
 */
public record SeparableConv(
    Size kernel,
    int filters,
    int multiplier,
    Size stride,
    Padding padding,
    boolean bias,
    Activation activation)
    implements Layer {

  public SeparableConv {
    Problems.require(filters >= 1, () -> Problems.belowMinimum("separable", "filters", 1, filters));
    Problems.require(
        multiplier >= 1, () -> Problems.belowMinimum("separable", "multiplier", 1, multiplier));
    Problems.require(
        activation.kind() != Activation.Kind.SOFTMAX,
        () -> Problems.softmaxOnFeatureMap("separable"));
  }

  public static SeparableConv of(Size kernel, int filters) {
    return new SeparableConv(kernel, filters, 1, Size.ONE, Padding.SAME, true, Activation.LINEAR);
  }

  /** So many maps of each channel between the two halves. */
  public SeparableConv multiplier(int n) {
    return new SeparableConv(kernel, filters, n, stride, padding, bias, activation);
  }

  public SeparableConv stride(int n) {
    return new SeparableConv(kernel, filters, multiplier, Size.of(n), padding, bias, activation);
  }

  /** So many zeros on each side. */
  public SeparableConv pad(int n) {
    return padding(Padding.of(n));
  }

  /** No padding. */
  public SeparableConv valid() {
    return padding(Padding.VALID);
  }

  public SeparableConv padding(Padding p) {
    return new SeparableConv(kernel, filters, multiplier, stride, p, bias, activation);
  }

  public SeparableConv noBias() {
    return new SeparableConv(kernel, filters, multiplier, stride, padding, false, activation);
  }

  /** The activation within the layer; it shares the layer's name. */
  public SeparableConv activation(Activation a) {
    return new SeparableConv(kernel, filters, multiplier, stride, padding, bias, a);
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
  public Shape output(LayerLocation site, List<Shape> inputs) {
    return window().orElseThrow().output(site, inputs.get(0), filters);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int between = input.channels() * multiplier;
    ImmutableList.Builder<Parameter> all = ImmutableList.builder();
    all.add(
        Parameter.createTrainable(
            Parameter.DEPTHWISE_KERNEL,
            kernel.height(),
            kernel.width(),
            input.channels(),
            multiplier),
        Parameter.createTrainable(Parameter.POINTWISE_KERNEL, 1, 1, between, filters));
    if (bias) {
      all.add(Parameter.createTrainable(Parameter.BIAS, filters));
    }
    return all.build();
  }

  @Override
  public long multiplyAccumulates(Shape input, Shape output) {
    long places = (long) output.height() * output.width();
    long between = (long) input.channels() * multiplier;
    return places * between * ((long) kernel.height() * kernel.width() + filters);
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
