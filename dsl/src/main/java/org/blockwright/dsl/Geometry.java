package org.blockwright.dsl;

import org.blockwright.dsl.check.Problems;
import org.blockwright.dsl.check.Site;
import org.blockwright.dsl.check.Windows;

/** Where windows that slide over a map end up. */
final class Geometry {
  private Geometry() {}

  static Shape slide(
      Site site,
      Shape input,
      Size kernel,
      Size stride,
      Padding padding,
      Size dilation,
      int channels) {
    Problems.require(input.map(), () -> Problems.needsMap(site, input));
    int height =
        Windows.side(
            input.height(),
            kernel.height(),
            stride.height(),
            padding.same(),
            padding.height(),
            dilation.height());
    int width =
        Windows.side(
            input.width(),
            kernel.width(),
            stride.width(),
            padding.same(),
            padding.width(),
            dilation.width());
    Problems.require(
        height >= 1 && width >= 1,
        () -> Problems.vanishes(site, input.height(), input.width(), kernel, stride));
    return Shape.of(height, width, channels);
  }
}
