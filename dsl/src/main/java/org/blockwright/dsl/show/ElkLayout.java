package org.blockwright.dsl.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.dsl.show.Drawing.Arrow;
import org.blockwright.dsl.show.Placement.Area;
import org.blockwright.dsl.show.Placement.Extent;
import org.blockwright.dsl.show.Placement.Point;
import org.blockwright.dsl.show.Placement.Route;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.CycleBreakingStrategy;
import org.eclipse.elk.alg.layered.options.FixedAlignment;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
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
 * Places boxes in layers from top to bottom with ELK Layered, the method of Sugiyama, Tagawa and
 * Toda 1981. This is the only class that uses ELK, so that ELK is loaded only when it is needed.
 */
final class ElkLayout {
  private ElkLayout() {}

  static Placement place(List<Extent> boxes, List<Arrow> arrows, List<Extent> labels) {
    // Loads the defaults of all layout options, which the layout requires.
    LayoutMetaDataService.getInstance();
    ElkNode graph = ElkGraphUtil.createGraph();
    options(graph);
    List<ElkNode> nodes = new ArrayList<>();
    for (Extent box : boxes) {
      ElkNode node = ElkGraphUtil.createNode(graph);
      node.setDimensions(box.width(), box.height());
      nodes.add(node);
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (int i = 0; i < arrows.size(); i++) {
      Arrow arrow = arrows.get(i);
      ElkEdge edge = ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to()));
      ElkLabel label = ElkGraphUtil.createLabel(arrow.shape().toString(), edge);
      label.setDimensions(labels.get(i).width(), labels.get(i).height());
      label.setProperty(LayeredOptions.EDGE_LABELS_INLINE, true);
      edges.add(edge);
    }
    new LayeredLayoutProvider().layout(graph, new BasicProgressMonitor());
    return new Placement(
        graph.getWidth(),
        graph.getHeight(),
        nodes.stream().map(n -> new Area(n.getX(), n.getY(), n.getWidth(), n.getHeight())).toList(),
        edges.stream().map(ElkLayout::route).toList());
  }

  private static void options(ElkNode graph) {
    graph.setProperty(LayeredOptions.DIRECTION, Direction.DOWN);
    graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(LayeredOptions.PADDING, new ElkPadding(4));
    graph.setProperty(LayeredOptions.RANDOM_SEED, 1);
    // Boxes keep the order of the description; an arrow against this order leads upward.
    graph.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
    graph.setProperty(LayeredOptions.CYCLE_BREAKING_STRATEGY, CycleBreakingStrategy.MODEL_ORDER);
    graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.BRANDES_KOEPF);
    graph.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.BALANCED);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 12.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 12.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, 8.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 24.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 14.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 10.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_LABEL, 2.0);
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
