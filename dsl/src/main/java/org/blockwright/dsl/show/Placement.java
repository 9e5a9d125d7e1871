package org.blockwright.dsl.show;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.dsl.show.Drawing.Arrow;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.CycleBreakingStrategy;
import org.eclipse.elk.alg.layered.options.FixedAlignment;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.alg.layered.options.WrappingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Where boxes and arrows go: in layers from top to bottom by ELK, after Sugiyama; a graph too high
 * for a page goes on in further columns. The only class that knows ELK, so that nothing else loads
 * it.
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

  /** A graph that fills a page at this scale or more needs no columns. */
  private static final double WELL_READABLE = 0.85;

  /** ELK guesses how a wrapped graph fills its page, so that several guesses are tried. */
  private static final double[] ASPECTS = {0.4, 0.55, 0.7, 0.9, 1.2};

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
    Graphs graphs = new Graphs(boxes, arrows, labels);
    Placement plain = graphs.placed(WrappingStrategy.OFF, 1);
    if (plain.scale() >= WELL_READABLE) {
      return plain;
    }
    List<Placement> all = new ArrayList<>(List.of(plain));
    for (double aspect : ASPECTS) {
      all.add(graphs.placed(WrappingStrategy.MULTI_EDGE, aspect));
    }
    return all.stream().max(Comparator.comparingDouble(Placement::scale)).orElseThrow();
  }

  /** By how much it has to shrink to stand on a page. */
  private double scale() {
    return Math.min(1, Math.min(PAGE.width / width, PAGE.height / height));
  }

  /** Graphs of ELK for the same boxes and arrows: laying one out changes it. */
  private record Graphs(List<Extent> boxes, List<Arrow> arrows, List<Extent> labels) {

    Placement placed(WrappingStrategy wrapping, double aspect) {
      // Reads the defaults of all options, without which there is no layout.
      LayoutMetaDataService.getInstance();
      ElkNode graph = ElkGraphUtil.createGraph();
      options(graph, wrapping, aspect);
      List<ElkNode> nodes = new ArrayList<>();
      for (Extent box : boxes) {
        ElkNode node = ElkGraphUtil.createNode(graph);
        node.setDimensions(box.width, box.height);
        nodes.add(node);
      }
      List<ElkEdge> edges = new ArrayList<>();
      for (int i = 0; i < arrows.size(); i++) {
        Arrow arrow = arrows.get(i);
        ElkEdge edge =
            ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to()));
        ElkLabel label = ElkGraphUtil.createLabel(arrow.shape().toString(), edge);
        label.setDimensions(labels.get(i).width, labels.get(i).height);
        label.setProperty(LayeredOptions.EDGE_LABELS_INLINE, true);
        edges.add(edge);
      }
      new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor());
      return new Placement(
          graph.getWidth(),
          graph.getHeight(),
          nodes.stream()
              .map(n -> new Area(n.getX(), n.getY(), n.getWidth(), n.getHeight()))
              .toList(),
          edges.stream().map(Graphs::route).toList());
    }

    private static void options(ElkNode graph, WrappingStrategy wrapping, double aspect) {
      graph.setProperty(LayeredOptions.DIRECTION, Direction.DOWN);
      graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
      graph.setProperty(LayeredOptions.PADDING, new ElkPadding(4));
      graph.setProperty(LayeredOptions.RANDOM_SEED, 1);
      // Boxes stand in the order of the description, and an arrow against it goes upwards.
      graph.setProperty(
          LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
      graph.setProperty(LayeredOptions.CYCLE_BREAKING_STRATEGY, CycleBreakingStrategy.MODEL_ORDER);
      graph.setProperty(
          LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.BRANDES_KOEPF);
      graph.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.BALANCED);
      graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 12.0);
      graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 12.0);
      graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, 8.0);
      graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 24.0);
      graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 14.0);
      graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 10.0);
      graph.setProperty(LayeredOptions.SPACING_EDGE_LABEL, 2.0);
      graph.setProperty(LayeredOptions.WRAPPING_STRATEGY, wrapping);
      graph.setProperty(LayeredOptions.ASPECT_RATIO, aspect);
    }

    private static Route route(ElkEdge edge) {
      ElkEdgeSection section = edge.getSections().get(0);
      Stream<Point> bends =
          section.getBendPoints().stream().map((ElkBendPoint b) -> new Point(b.getX(), b.getY()));
      List<Point> points =
          Stream.of(
                  Stream.of(new Point(section.getStartX(), section.getStartY())),
                  bends,
                  Stream.of(new Point(section.getEndX(), section.getEndY())))
              .flatMap(p -> p)
              .toList();
      ElkLabel label = edge.getLabels().get(0);
      return new Route(
          points, new Area(label.getX(), label.getY(), label.getWidth(), label.getHeight()));
    }
  }
}
