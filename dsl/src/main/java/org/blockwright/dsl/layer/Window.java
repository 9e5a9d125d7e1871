package org.blockwright.dsl.layer;

import org.blockwright.dsl.check.LayerLocation;
import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Windows;

/** What slides over a map: the kernel of a convolution, or what a pool looks at. */
public record Window(Size kernel, Size stride, Padding padding, Size dilation) {
  /**
   * What a layer with this window gives.
   *
   * @throws org.blockwright.base.DescriptionException where it gets no map, or the window does not
   *     fit
   */
  Shape output(LayerLocation site, Shape input, long channels) {
    Problems.require(input.isFeatureMap(), () -> Problems.needsFeatureMap(site, input));
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
    Problems.require(
        height >= 1 && width >= 1,
        () -> Problems.shrinksToNothing(site, input.height(), input.width(), kernel, stride));
    return Shape.ofChecked(height, width, channels);
  }

  /**
   * The rows below and the columns to the right that no place of a window in "same" looks at, where
   * its stride is larger than its kernel.
   */
  public Crop uncoveredBorder(Shape input) {
    int below =
        -Windows.samePadding(input.height(), kernel.height(), stride.height(), dilation.height());
    int right =
        -Windows.samePadding(input.width(), kernel.width(), stride.width(), dilation.width());
    return padding.same()
        ? new Crop(0, Math.max(below, 0), 0, Math.max(right, 0))
        : new Crop(0, 0, 0, 0);
  }
}
