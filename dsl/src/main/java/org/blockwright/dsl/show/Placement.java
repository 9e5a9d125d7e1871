package org.blockwright.dsl.show;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.blockwright.dsl.show.Drawing.Arrow;

/**
 * Where boxes and arrows go: in layers from top to bottom; what is too high for a page goes on in
 * further columns.
 *
 * @param boxes one for each box of the drawing, in its order
 * @param routes one for each arrow of the drawing, in its order
 */
record Placement(double width, double height, List<Area> boxes, List<Route> routes) {
  /** A rectangle, by its upper left corner. */
  record Area(double x, double y, double width, double height) {
    double middle() {
      return x + width / 2;
    }
  }

  record Point(double x, double y) {}

  /**
   * The way of an arrow.
   *
   * @param points the first and the last on the edges of its boxes
   * @param label room for its text, on the way
   */
  record Route(List<Point> points, Area label) {
    Route {
      points = ImmutableList.copyOf(points);
    }
  }

  /** How wide and high something is. */
  record Extent(double width, double height) {}

  /** The part of a page that a graph may take at its natural size: A4 with margins, at 96 dpi. */
  static final Extent PAGE = new Extent(720, 1000);

  Placement {
    boxes = ImmutableList.copyOf(boxes);
    routes = ImmutableList.copyOf(routes);
  }

  /**
   * Places boxes of these sizes.
   *
   * @param labels the size of each arrow's text
   */
  static Placement of(List<Extent> boxes, List<Arrow> arrows, List<Extent> labels) {
    return ColumnLayout.of(ElkLayout.place(boxes, arrows, labels));
  }

  /** By how much it has to shrink to stand on a page. */
  double scale() {
    return Math.min(1, Math.min(PAGE.width / width, PAGE.height / height));
  }
}
