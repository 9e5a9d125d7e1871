package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.Checks;
import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Windows;

/** The sliding window of a convolution or a pooling. */
public record Window(Size kernel, Size stride, Padding padding, Size dilation) {
  /**
   * Returns the output shape of a layer with this window.
   *
   * @throws org.blockwright.dsl.check.InvalidDescriptionException if the input is not a feature
   *     map, or the window does not fit
   */
  Shape output(LayerLocation location, Shape input, long channels) {
    Checks.require(input.isFeatureMap(), () -> LayerProblems.needsFeatureMap(location, input));
    int height =
        Windows.outputSize(
            input.height(),
            kernel.height(),
            stride.height(),
            padding.same(),
            padding.height(),
            dilation.height());
    int width =
        Windows.outputSize(
            input.width(),
            kernel.width(),
            stride.width(),
            padding.same(),
            padding.width(),
            dilation.width());
    Checks.require(
        height >= 1 && width >= 1,
        () ->
            LayerProblems.shrinksToNothing(
                location, input.height(), input.width(), kernel, stride));
    return Shape.ofChecked(height, width, channels);
  }

  /**
   * Returns the rows at the bottom and the columns on the right that a window with padding "same"
   * never covers because its stride is larger than its kernel.
   */
  public Crop uncoveredBorder(Shape input) {
    int bottom =
        -Windows.samePadding(input.height(), kernel.height(), stride.height(), dilation.height());
    int right =
        -Windows.samePadding(input.width(), kernel.width(), stride.width(), dilation.width());
    return padding.same()
        ? new Crop(0, Math.max(bottom, 0), 0, Math.max(right, 0))
        : new Crop(0, 0, 0, 0);
  }
}
