package org.blockwright.dsl.layer;

import java.util.List;
import java.util.Optional;
import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Windows;

/**
 * Max or average pooling (Keras's MaxPooling2D, AveragePooling2D). Padding is neither considered in
 * a maximum nor counted in an average.
 */
public record Pool(boolean max, Size kernel, Size stride, Padding padding) implements Layer {

  public Pool {
    Checks.require(
        padding.same() || (padding.height() < kernel.height() && padding.width() < kernel.width()),
        () -> LayerProblems.paddingExceedsKernel(kernel, padding.pixels()));
  }

  /** Creates a pooling whose stride is its kernel, without padding. */
  public static Pool of(boolean max, Size kernel) {
    return new Pool(max, kernel, kernel, Padding.VALID);
  }

  public Pool stride(int n) {
    return new Pool(max, kernel, Size.of(n), padding);
  }

  public Pool stride(int height, int width) {
    return new Pool(max, kernel, new Size(height, width), padding);
  }

  /** Sets a padding of {@code n} pixels on each side. */
  public Pool pad(int n) {
    return new Pool(max, kernel, stride, Padding.of(n));
  }

  public Pool padding(Padding p) {
    return new Pool(max, kernel, stride, p);
  }

  public Pool same() {
    return new Pool(max, kernel, stride, Padding.SAME);
  }

  @Override
  public Pool canonical() {
    return new Pool(max, kernel, stride, padding.canonical(kernel, stride, Size.ONE));
  }

  @Override
  public String kind() {
    return max ? "MaxPooling2D" : "AveragePooling2D";
  }

  @Override
  public String defaultName() {
    return "pool";
  }

  @Override
  public Optional<Window> window() {
    return Optional.of(new Window(kernel, stride, padding, Size.ONE));
  }

  @Override
  public Shape output(LayerLocation location, List<Shape> inputs) {
    Shape input = inputs.get(0);
    return window().orElseThrow().output(location, input, input.channels());
  }

  @Override
  public String configSummary() {
    return (max ? "max " : "average ") + Windows.describe(kernel, stride, padding, Size.ONE);
  }

  @Override
  public <R> R accept(Visitor<R> visitor) {
    return visitor.pool(this);
  }
}
