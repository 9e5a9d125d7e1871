package org.blockwright.dsl.show;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.blockwright.dsl.show.Placement.Area;
import org.blockwright.dsl.show.Placement.Point;
import org.blockwright.dsl.show.Placement.Route;

/**
 * Cuts a placement from top to bottom into columns side by side, so that a long network fills a
 * page. Cuts are made below boxes where few arrows pass. An arrow that is cut continues from the
 * bottom of one column to the top of the next; arrows over the same cut do not cross. ELK's own
 * wrapping cuts anywhere, and moves boxes apart to align them with the labels of other columns.
 */
final class ColumnLayout {
  /** A graph that fits a page at this scale or more is not cut into columns. */
  private static final double READABLE_SCALE = 0.85;

  private static final int MAX_COLUMNS = 12;
  private static final int MAX_CROSSING_ARROWS = 4;

  /** Distance of a cut from the box above it: less than that of the label of any arrow. */
  private static final double CUT_OFFSET = 6;

  private static final double LANE = 8;
  private static final double GAP = 12;

  private final Placement original;

  /** The y coordinates of the cuts in order, including the top and the bottom. */
  private final List<Double> cuts;

  /** For each cut, the indexes of the arrows over it, from left to right. */
  private final List<List<Integer>> crossings = new ArrayList<>();

  private final List<Double> columnOffsets = new ArrayList<>();
  private final double[] columnStarts;
  private final double top;
  private final double width;

  private ColumnLayout(Placement original, List<Double> cuts) {
    this.original = original;
    this.cuts = cuts;
    cuts.forEach(y -> crossings.add(crossingArrows(original, y)));
    int maxCrossings = crossings.stream().mapToInt(List::size).max().orElse(0);
    this.top = LANE * (maxCrossings + 1);
    this.columnStarts = new double[cuts.size() - 1];
    double x = 0;
    for (int c = 0; c < columnStarts.length; c++) {
      double[] extent = horizontalExtent(c);
      columnStarts[c] = extent[0];
      columnOffsets.add(x);
      x += extent[1] - extent[0];
      if (c + 1 < columnStarts.length) {
        x += 2 * GAP + LANE * crossings.get(c + 1).size();
      }
    }
    this.width = x;
  }

  /** Returns the placement in the number of columns that makes it largest on a page. */
  static Placement of(Placement original) {
    if (original.scale() >= READABLE_SCALE) {
      return original;
    }
    List<Double> candidates = cutCandidates(original);
    Placement best = original;
    for (int count = 2; count <= Math.min(MAX_COLUMNS, candidates.size() - 1); count++) {
      Placement next = new ColumnLayout(original, chooseCuts(candidates, count)).placement();
      best = next.scale() > best.scale() ? next : best;
    }
    return best;
  }

  /** Returns the y coordinates of possible cuts, including the top and the bottom. */
  private static List<Double> cutCandidates(Placement original) {
    TreeSet<Double> candidates = new TreeSet<>();
    for (Area box : original.boxes()) {
      double y = box.y() + box.height() + CUT_OFFSET;
      int arrows = crossingArrows(original, y).size();
      boolean free =
          original.boxes().stream().noneMatch(b -> contains(b, y))
              && original.routes().stream().noneMatch(r -> contains(r.label(), y))
              && original.routes().stream().allMatch(r -> countCrossings(r, y) <= 1)
              && original.routes().stream().noneMatch(r -> hasBendAt(r, y));
      if (free && arrows > 0 && arrows <= MAX_CROSSING_ARROWS) {
        candidates.add(y);
      }
    }
    candidates.add(0.0);
    candidates.add(original.height());
    return List.copyOf(candidates);
  }

  /** Returns the cuts for at most this number of columns that keep the highest column low. */
  private static List<Double> chooseCuts(List<Double> candidates, int count) {
    double low = 0;
    double high = candidates.get(candidates.size() - 1);
    while (high - low > 0.5) {
      double middle = (low + high) / 2;
      if (fillColumns(candidates, middle).size() - 1 <= count) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return fillColumns(candidates, high);
  }

  /** Returns the cuts for columns that are no higher than this if the candidates allow it. */
  private static List<Double> fillColumns(List<Double> candidates, double height) {
    List<Double> chosen = new ArrayList<>(List.of(candidates.get(0)));
    for (int i = 1; i < candidates.size(); i++) {
      boolean last = i + 1 == candidates.size();
      if (last || candidates.get(i + 1) - chosen.get(chosen.size() - 1) > height) {
        chosen.add(candidates.get(i));
      }
    }
    return chosen;
  }

  private static boolean contains(Area area, double y) {
    return area.y() < y && y < area.y() + area.height();
  }

  private static boolean crosses(Point a, Point b, double y) {
    return Math.min(a.y(), b.y()) < y && y < Math.max(a.y(), b.y());
  }

  private static boolean hasBendAt(Route route, double y) {
    return route.points().stream().anyMatch(p -> Math.abs(p.y() - y) < 1);
  }

  private static long countCrossings(Route route, double y) {
    List<Point> points = route.points();
    return IntStream.range(1, points.size())
        .filter(i -> crosses(points.get(i - 1), points.get(i), y))
        .count();
  }

  private static List<Integer> crossingArrows(Placement placement, double y) {
    return IntStream.range(0, placement.routes().size())
        .filter(i -> countCrossings(placement.routes().get(i), y) > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> xAt(placement.routes().get(i), y)))
        .toList();
  }

  /** Returns the x coordinate at which an arrow crosses a y coordinate. */
  private static double xAt(Route route, double y) {
    List<Point> points = route.points();
    return IntStream.range(1, points.size())
        .filter(i -> crosses(points.get(i - 1), points.get(i), y))
        .mapToDouble(i -> points.get(i).x())
        .findFirst()
        .orElseThrow();
  }

  /** Returns the left and right ends of the content of a column. */
  private double[] horizontalExtent(int column) {
    DoubleStream boxes =
        original.boxes().stream()
            .filter(a -> columnOf(a.y()) == column)
            .flatMapToDouble(a -> DoubleStream.of(a.x(), a.x() + a.width()));
    DoubleStream routes =
        original.routes().stream()
            .flatMapToDouble(
                r ->
                    DoubleStream.concat(
                        columnOf(r.label().y()) == column
                            ? DoubleStream.of(r.label().x(), r.label().x() + r.label().width())
                            : DoubleStream.empty(),
                        r.points().stream()
                            .filter(p -> columnOf(p.y()) == column)
                            .mapToDouble(Point::x)));
    DoubleStream crossing = DoubleStream.concat(crossingXs(column), crossingXs(column + 1));
    double[] all =
        DoubleStream.concat(DoubleStream.concat(boxes, routes), crossing).sorted().toArray();
    return new double[] {all[0], all[all.length - 1]};
  }

  private DoubleStream crossingXs(int cut) {
    double y = cuts.get(cut);
    return crossings.get(cut).stream().mapToDouble(i -> xAt(original.routes().get(i), y));
  }

  private int columnOf(double y) {
    int column = 0;
    while (column + 2 < cuts.size() && y > cuts.get(column + 1)) {
      column++;
    }
    return column;
  }

  private double x(int column, double x) {
    return x - columnStarts[column] + columnOffsets.get(column);
  }

  private double y(int column, double y) {
    return y - cuts.get(column) + top;
  }

  private Area move(Area area) {
    int column = columnOf(area.y());
    return new Area(x(column, area.x()), y(column, area.y()), area.width(), area.height());
  }

  private Placement placement() {
    List<Area> boxes = original.boxes().stream().map(this::move).toList();
    List<Route> routes = new ArrayList<>();
    double bottom = 0;
    for (int i = 0; i < original.routes().size(); i++) {
      Route route = new Route(points(i), move(original.routes().get(i).label()));
      bottom = route.points().stream().mapToDouble(Point::y).reduce(bottom, Math::max);
      routes.add(route);
    }
    bottom = boxes.stream().mapToDouble(b -> b.y() + b.height()).reduce(bottom, Math::max);
    return new Placement(width, bottom + 4, boxes, routes);
  }

  private List<Point> points(int arrow) {
    List<Point> all = new ArrayList<>();
    int current = 0;
    for (Point point : original.routes().get(arrow).points()) {
      int column = columnOf(point.y());
      if (all.isEmpty()) {
        current = column;
      }
      for (; current < column; current++) {
        all.addAll(bridge(arrow, current));
      }
      for (; current > column; current--) {
        List<Point> back = new ArrayList<>(bridge(arrow, current - 1));
        Collections.reverse(back);
        all.addAll(back);
      }
      all.add(new Point(x(column, point.x()), y(column, point.y())));
    }
    return all;
  }

  /** Leads an arrow from the bottom of a column to the top of the next; the rightmost innermost. */
  private List<Point> bridge(int arrow, int column) {
    int cut = column + 1;
    int order = crossings.get(cut).indexOf(arrow);
    int inner = crossings.get(cut).size() - 1 - order;
    double x = xAt(original.routes().get(arrow), cuts.get(cut));
    double lower = y(column, cuts.get(cut)) + CUT_OFFSET + LANE * inner;
    double lane = columnOffsets.get(column + 1) - GAP - LANE * (order + 0.5);
    double upper = top - LANE * (order + 1);
    return List.of(
        new Point(x(column, x), lower),
        new Point(lane, lower),
        new Point(lane, upper),
        new Point(x(column + 1, x), upper));
  }
}
