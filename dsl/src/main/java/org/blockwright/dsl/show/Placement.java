package org.blockwright.dsl.show;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.show.Drawing.Arrow;

/**
 * The positions of boxes and arrows on a page: in layers from top to bottom, and in several columns
 * if that would be too high.
 *
 * @param boxes one area for each box of the drawing, in the same order
 * @param routes one route for each arrow of the drawing, in the same order
 */
record Placement(double width, double height, List<Area> boxes, List<Route> routes) {
  /** A rectangle with its upper left corner at (x, y). */
  record Area(double x, double y, double width, double height) {
    double middle() {
      return x + width / 2;
    }
  }

  record Point(double x, double y) {}

  /**
   * The route of an arrow.
   *
   * @param points corners; the first and the last are on the edges of the boxes
   * @param label area of the label on the route
   */
  record Route(List<Point> points, Area label) {
    Route {
      points = ImmutableList.copyOf(points);
    }
  }

  /** A width and height. */
  record Extent(double width, double height) {}

  /** The largest graph that fits a page unscaled: A4 with margins, at 96 dpi. */
  static final Extent PAGE = new Extent(720, 1000);

  Placement {
    boxes = ImmutableList.copyOf(boxes);
    routes = ImmutableList.copyOf(routes);
  }

  /**
   * Places boxes of the given sizes.
   *
   * @param labels the size of the label of each arrow
   */
  static Placement of(List<Extent> boxes, List<Arrow> arrows, List<Extent> labels) {
    return ColumnLayout.of(ElkLayout.place(boxes, arrows, labels));
  }

  /** Returns the scale, at most 1, at which the placement fits a page. */
  double scale() {
    return Math.min(1, Math.min(PAGE.width / width, PAGE.height / height));
  }
}
