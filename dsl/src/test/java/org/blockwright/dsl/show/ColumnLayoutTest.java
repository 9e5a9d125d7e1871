package org.blockwright.dsl.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.blockwright.dsl.show.Placement.Area;
import org.blockwright.dsl.show.Placement.Point;
import org.blockwright.dsl.show.Placement.Route;
import org.junit.jupiter.api.Test;

/** Layouts of two chains of boxes side by side; boxes are 50 high, at intervals of 100. */
class ColumnLayoutTest {
  private static final int BOXES = 30;

  @Test
  void cutsLongPlacementBelowBoxes() {
    Placement columns = ColumnLayout.of(chains(0));

    assertThat(columns.height()).isLessThan(chains(0).height() / 2);
    for (int i = 0; i < columns.routes().size(); i++) {
      List<Point> points = columns.routes().get(i).points();
      int from = i / (BOXES - 1) * BOXES + i % (BOXES - 1);
      assertThat(points.get(0)).isEqualTo(bottomCenter(columns.boxes().get(from)));
      assertThat(points.get(points.size() - 1)).isEqualTo(topCenter(columns.boxes().get(from + 1)));
    }
  }

  @Test
  void doesNotCutBoxes() {
    Placement staggered = chains(50);

    assertThat(ColumnLayout.of(staggered)).isSameAs(staggered);
  }

  @Test
  void keepsPlacementThatFitsPage() {
    Placement small = new Placement(100, 50, List.of(new Area(0, 0, 100, 50)), List.of());

    assertThat(ColumnLayout.of(small)).isSameAs(small);
  }

  /** Returns two chains, the second one lower by an offset. */
  private static Placement chains(double offset) {
    List<Area> boxes = new ArrayList<>();
    List<Route> routes = new ArrayList<>();
    for (int chain = 0; chain < 2; chain++) {
      for (int i = 0; i < BOXES; i++) {
        boxes.add(new Area(150 * chain, 100 * i + offset * chain, 100, 50));
        if (i > 0) {
          Point from = bottomCenter(boxes.get(boxes.size() - 2));
          Point to = topCenter(boxes.get(boxes.size() - 1));
          Area label = new Area(from.x() - 20, from.y() + 20, 40, 12);
          routes.add(new Route(List.of(from, to), label));
        }
      }
    }
    return new Placement(250, 100 * BOXES + offset, boxes, routes);
  }

  private static Point topCenter(Area box) {
    return new Point(box.middle(), box.y());
  }

  private static Point bottomCenter(Area box) {
    return new Point(box.middle(), box.y() + box.height());
  }
}
