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
final class Columns {
  /** A graph that fills a page at this scale or more needs no columns. */
  private static final double WELL_READABLE = 0.85;

  private static final int MOST_COLUMNS = 12;
  private static final int MOST_ARROWS = 4;

  /** How far below a box a cut lies: nearer than the text of any arrow. */
  private static final double BELOW = 6;

  private static final double LANE = 8;
  private static final double GAP = 12;

  private final Placement plain;

  /** The cuts that were chosen, in order, with the upper and the lower end. */
  private final List<Double> cuts;

  /** The arrows over each cut, by their numbers, from left to right. */
  private final List<List<Integer>> over = new ArrayList<>();

  private final List<Double> lefts = new ArrayList<>();
  private final double[] from;
  private final double top;
  private final double width;

  private Columns(Placement plain, List<Double> cuts) {
    this.plain = plain;
    this.cuts = cuts;
    cuts.forEach(y -> over.add(crossing(plain, y)));
    int most = over.stream().mapToInt(List::size).max().orElse(0);
    this.top = LANE * (most + 1);
    this.from = new double[cuts.size() - 1];
    double x = 0;
    for (int c = 0; c < from.length; c++) {
      double[] across = across(c);
      from[c] = across[0];
      lefts.add(x);
      x += across[1] - across[0];
      if (c + 1 < from.length) {
        x += 2 * GAP + LANE * over.get(c + 1).size();
      }
    }
    this.width = x;
  }

  /** The placement, in as many columns as make it largest on a page. */
  static Placement of(Placement plain) {
    if (plain.scale() >= WELL_READABLE) {
      return plain;
    }
    List<Double> places = places(plain);
    Placement best = plain;
    for (int count = 2; count <= Math.min(MOST_COLUMNS, places.size() - 1); count++) {
      Placement next = new Columns(plain, chosen(places, count)).placement();
      best = next.scale() > best.scale() ? next : best;
    }
    return best;
  }

  /** Where cuts may be, with the upper and the lower end. */
  private static List<Double> places(Placement plain) {
    TreeSet<Double> places = new TreeSet<>();
    for (Area box : plain.boxes()) {
      double y = box.y() + box.height() + BELOW;
      int arrows = crossing(plain, y).size();
      boolean free =
          plain.boxes().stream().noneMatch(b -> holds(b, y))
              && plain.routes().stream().noneMatch(r -> holds(r.label(), y))
              && plain.routes().stream().allMatch(r -> times(r, y) <= 1)
              && plain.routes().stream().noneMatch(r -> bends(r, y));
      if (free && arrows > 0 && arrows <= MOST_ARROWS) {
        places.add(y);
      }
    }
    places.add(0.0);
    places.add(plain.height());
    return List.copyOf(places);
  }

  /** The ends and the places between so many columns, the highest as low as can be. */
  private static List<Double> chosen(List<Double> places, int count) {
    double low = 0;
    double high = places.get(places.size() - 1);
    while (high - low > 0.5) {
      double middle = (low + high) / 2;
      if (filled(places, middle).size() - 1 <= count) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return filled(places, high);
  }

  /** Columns no higher than this where the places allow it. */
  private static List<Double> filled(List<Double> places, double height) {
    List<Double> chosen = new ArrayList<>(List.of(places.get(0)));
    for (int i = 1; i < places.size(); i++) {
      boolean last = i + 1 == places.size();
      if (last || places.get(i + 1) - chosen.get(chosen.size() - 1) > height) {
        chosen.add(places.get(i));
      }
    }
    return chosen;
  }

  private static boolean holds(Area area, double y) {
    return area.y() < y && y < area.y() + area.height();
  }

  private static boolean passes(Point a, Point b, double y) {
    return Math.min(a.y(), b.y()) < y && y < Math.max(a.y(), b.y());
  }

  private static boolean bends(Route route, double y) {
    return route.points().stream().anyMatch(p -> Math.abs(p.y() - y) < 1);
  }

  private static long times(Route route, double y) {
    List<Point> points = route.points();
    return IntStream.range(1, points.size())
        .filter(i -> passes(points.get(i - 1), points.get(i), y))
        .count();
  }

  private static List<Integer> crossing(Placement plain, double y) {
    return IntStream.range(0, plain.routes().size())
        .filter(i -> times(plain.routes().get(i), y) > 0)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> at(plain.routes().get(i), y)))
        .toList();
  }

  /** Where an arrow passes a height. */
  private static double at(Route route, double y) {
    List<Point> points = route.points();
    return IntStream.range(1, points.size())
        .filter(i -> passes(points.get(i - 1), points.get(i), y))
        .mapToDouble(i -> points.get(i).x())
        .findFirst()
        .orElseThrow();
  }

  /** The left and right ends of what stands in a column. */
  private double[] across(int column) {
    DoubleStream boxes =
        plain.boxes().stream()
            .filter(a -> column(a.y()) == column)
            .flatMapToDouble(a -> DoubleStream.of(a.x(), a.x() + a.width()));
    DoubleStream ways =
        plain.routes().stream()
            .flatMapToDouble(
                r ->
                    DoubleStream.concat(
                        column(r.label().y()) == column
                            ? DoubleStream.of(r.label().x(), r.label().x() + r.label().width())
                            : DoubleStream.empty(),
                        r.points().stream()
                            .filter(p -> column(p.y()) == column)
                            .mapToDouble(Point::x)));
    DoubleStream through = DoubleStream.concat(passing(column), passing(column + 1));
    double[] all =
        DoubleStream.concat(DoubleStream.concat(boxes, ways), through).sorted().toArray();
    return new double[] {all[0], all[all.length - 1]};
  }

  private DoubleStream passing(int cut) {
    double y = cuts.get(cut);
    return over.get(cut).stream().mapToDouble(i -> at(plain.routes().get(i), y));
  }

  private int column(double y) {
    int column = 0;
    while (column + 2 < cuts.size() && y > cuts.get(column + 1)) {
      column++;
    }
    return column;
  }

  private double x(int column, double x) {
    return x - from[column] + lefts.get(column);
  }

  private double y(int column, double y) {
    return y - cuts.get(column) + top;
  }

  private Area moved(Area area) {
    int column = column(area.y());
    return new Area(x(column, area.x()), y(column, area.y()), area.width(), area.height());
  }

  private Placement placement() {
    List<Area> boxes = plain.boxes().stream().map(this::moved).toList();
    List<Route> routes = new ArrayList<>();
    double lowest = 0;
    for (int i = 0; i < plain.routes().size(); i++) {
      Route route = new Route(points(i), moved(plain.routes().get(i).label()));
      lowest = route.points().stream().mapToDouble(Point::y).reduce(lowest, Math::max);
      routes.add(route);
    }
    lowest = boxes.stream().mapToDouble(b -> b.y() + b.height()).reduce(lowest, Math::max);
    return new Placement(width, lowest + 4, boxes, routes);
  }

  private List<Point> points(int arrow) {
    List<Point> all = new ArrayList<>();
    int here = 0;
    for (Point point : plain.routes().get(arrow).points()) {
      int column = column(point.y());
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
    int place = over.get(cut).indexOf(arrow);
    int inner = over.get(cut).size() - 1 - place;
    double x = at(plain.routes().get(arrow), cuts.get(cut));
    double foot = y(column, cuts.get(cut)) + BELOW + LANE * inner;
    double lane = lefts.get(column + 1) - GAP - LANE * (place + 0.5);
    double head = top - LANE * (place + 1);
    return List.of(
        new Point(x(column, x), foot),
        new Point(lane, foot),
        new Point(lane, head),
        new Point(x(column + 1, x), head));
  }
}
