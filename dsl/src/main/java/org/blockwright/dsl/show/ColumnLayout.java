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
 * A placement from top to bottom cut into columns that stand side by side, so that a long network
 * fills a page. Cuts lie below boxes, where few arrows pass; such an arrow goes on from the foot of
 * one column to the head of the next, and arrows that do so together do not cross. ELK's own
 * wrapping cuts anywhere, and spreads boxes to the rows that the labels of other columns need.
 */
final class ColumnLayout {
  /** A graph that fills a page at this scale or more needs no columns. */
  private static final double READABLE_SCALE = 0.85;

  private static final int MAX_COLUMNS = 12;
  private static final int MAX_CROSSING_ARROWS = 4;

  /** How far below a box a cut lies: nearer than the text of any arrow. */
  private static final double CUT_OFFSET = 6;

  private static final double LANE = 8;
  private static final double GAP = 12;

  private final Placement original;

  /** The cuts that were chosen, in order, with the upper and the lower end. */
  private final List<Double> cuts;

  /** The arrows over each cut, by their numbers, from left to right. */
  private final List<List<Integer>> crossings = new ArrayList<>();

  private final List<Double> columnOffsets = new ArrayList<>();
  private final double[] columnStarts;
  private final double top;
  private final double width;

  private ColumnLayout(Placement plain, List<Double> cuts) {
    this.original = plain;
    this.cuts = cuts;
    cuts.forEach(y -> crossings.add(crossingArrows(plain, y)));
    int most = crossings.stream().mapToInt(List::size).max().orElse(0);
    this.top = LANE * (most + 1);
    this.columnStarts = new double[cuts.size() - 1];
    double x = 0;
    for (int c = 0; c < columnStarts.length; c++) {
      double[] across = horizontalExtent(c);
      columnStarts[c] = across[0];
      columnOffsets.add(x);
      x += across[1] - across[0];
      if (c + 1 < columnStarts.length) {
        x += 2 * GAP + LANE * crossings.get(c + 1).size();
      }
    }
    this.width = x;
  }

  /** The placement, in as many columns as make it largest on a page. */
  static Placement of(Placement plain) {
    if (plain.scale() >= READABLE_SCALE) {
      return plain;
    }
    List<Double> places = cutCandidates(plain);
    Placement best = plain;
    for (int count = 2; count <= Math.min(MAX_COLUMNS, places.size() - 1); count++) {
      Placement next = new ColumnLayout(plain, chooseCuts(places, count)).placement();
      best = next.scale() > best.scale() ? next : best;
    }
    return best;
  }

  /** Where cuts may be, with the upper and the lower end. */
  private static List<Double> cutCandidates(Placement plain) {
    TreeSet<Double> places = new TreeSet<>();
    for (Area box : plain.boxes()) {
      double y = box.y() + box.height() + CUT_OFFSET;
      int arrows = crossingArrows(plain, y).size();
      boolean free =
          plain.boxes().stream().noneMatch(b -> contains(b, y))
              && plain.routes().stream().noneMatch(r -> contains(r.label(), y))
              && plain.routes().stream().allMatch(r -> countCrossings(r, y) <= 1)
              && plain.routes().stream().noneMatch(r -> hasBendAt(r, y));
      if (free && arrows > 0 && arrows <= MAX_CROSSING_ARROWS) {
        places.add(y);
      }
    }
    places.add(0.0);
    places.add(plain.height());
    return List.copyOf(places);
  }

  /** The ends and the places between so many columns, the highest as low as can be. */
  private static List<Double> chooseCuts(List<Double> places, int count) {
    double low = 0;
    double high = places.get(places.size() - 1);
    while (high - low > 0.5) {
      double middle = (low + high) / 2;
      if (fillColumns(places, middle).size() - 1 <= count) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return fillColumns(places, high);
  }

  /** Columns no higher than this where the places allow it. */
  private static List<Double> fillColumns(List<Double> places, double height) {
    List<Double> chosen = new ArrayList<>(List.of(places.get(0)));
    for (int i = 1; i < places.size(); i++) {
      boolean last = i + 1 == places.size();
      if (last || places.get(i + 1) - chosen.get(chosen.size() - 1) > height) {
        chosen.add(places.get(i));
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

  private static List<Integer> crossingArrows(Placement plain, double y) {
    return IntStream.range(0, plain.routes().size())
        .filter(i -> countCrossings(plain.routes().get(i), y) > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> xAt(plain.routes().get(i), y)))
        .toList();
  }

  /** Where an arrow passes a height. */
  private static double xAt(Route route, double y) {
    List<Point> points = route.points();
    return IntStream.range(1, points.size())
        .filter(i -> crosses(points.get(i - 1), points.get(i), y))
        .mapToDouble(i -> points.get(i).x())
        .findFirst()
        .orElseThrow();
  }

  /** The left and right ends of what stands in a column. */
  private double[] horizontalExtent(int column) {
    DoubleStream boxes =
        original.boxes().stream()
            .filter(a -> columnOf(a.y()) == column)
            .flatMapToDouble(a -> DoubleStream.of(a.x(), a.x() + a.width()));
    DoubleStream ways =
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
    DoubleStream through = DoubleStream.concat(crossingXs(column), crossingXs(column + 1));
    double[] all =
        DoubleStream.concat(DoubleStream.concat(boxes, ways), through).sorted().toArray();
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
    double lowest = 0;
    for (int i = 0; i < original.routes().size(); i++) {
      Route route = new Route(points(i), move(original.routes().get(i).label()));
      lowest = route.points().stream().mapToDouble(Point::y).reduce(lowest, Math::max);
      routes.add(route);
    }
    lowest = boxes.stream().mapToDouble(b -> b.y() + b.height()).reduce(lowest, Math::max);
    return new Placement(width, lowest + 4, boxes, routes);
  }

  private List<Point> points(int arrow) {
    List<Point> all = new ArrayList<>();
    int here = 0;
    for (Point point : original.routes().get(arrow).points()) {
      int column = columnOf(point.y());
      if (all.isEmpty()) {
        here = column;
      }
      for (; here < column; here++) {
        all.addAll(bridge(arrow, here));
      }
      for (; here > column; here--) {
        List<Point> back = new ArrayList<>(bridge(arrow, here - 1));
        Collections.reverse(back);
        all.addAll(back);
      }
      all.add(new Point(x(column, point.x()), y(column, point.y())));
    }
    return all;
  }

  /** From the foot of a column to the head of the next; the rightmost arrow takes the inner way. */
  private List<Point> bridge(int arrow, int column) {
    int cut = column + 1;
    int place = crossings.get(cut).indexOf(arrow);
    int inner = crossings.get(cut).size() - 1 - place;
    double x = xAt(original.routes().get(arrow), cuts.get(cut));
    double foot = y(column, cuts.get(cut)) + CUT_OFFSET + LANE * inner;
    double lane = columnOffsets.get(column + 1) - GAP - LANE * (place + 0.5);
    double head = top - LANE * (place + 1);
    return List.of(
        new Point(x(column, x), foot),
        new Point(lane, foot),
        new Point(lane, head),
        new Point(x(column + 1, x), head));
  }
}
