package org.blockwright.dsl.show;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.Shape;

/**
 * A network as boxes and arrows, optionally with blocks collapsed into one box each. {@link Dot}
 * and {@link Svg} write it to files.
 *
 * @param title name of the network
 * @param subtitle shapes of inputs and outputs, number of parameters, depth
 * @param boxes inputs first, then layers and blocks in the order of their first layers
 * @param arrows between boxes; two collapsed boxes may have arrows in both directions
 */
public record Drawing(String title, String subtitle, List<Box> boxes, List<Arrow> arrows) {
  /** The maximum number of boxes that is readable on one page. */
  public static final int MAX_READABLE_BOXES = 32;

  private static final int ALL_LAYERS = Integer.MAX_VALUE;

  /**
   * A layer, a collapsed block, or an input.
   *
   * @param path path of the layer or block, or name of the input
   * @param description kind and configuration of the layer, or number of layers of the block
   * @param shapes the distinct shapes of its outputs, in order
   * @param parameters number of parameters, including moving statistics
   * @param multiplyAccumulates multiply-accumulates for one example
   * @param layerKinds the kinds of the layers of a block, in order; otherwise empty
   */
  public record Box(
      String path,
      BoxKind kind,
      String description,
      List<Shape> shapes,
      long parameters,
      long multiplyAccumulates,
      List<BoxKind> layerKinds) {
    public Box {
      shapes = ImmutableList.copyOf(shapes);
      layerKinds = ImmutableList.copyOf(layerKinds);
    }

    /** Returns the shapes, separated by commas. */
    public String shape() {
      return shapes.stream().map(Shape::toString).collect(Collectors.joining(", "));
    }

    /** Returns all properties, one per line. */
    public String details() {
      List<String> lines = new ArrayList<>(List.of(path, description, "output " + shape()));
      if (parameters > 0) {
        lines.add(count(parameters) + " parameters");
      }
      if (multiplyAccumulates > 0) {
        lines.add(count(multiplyAccumulates) + " multiply-accumulates");
      }
      return String.join("\n", lines);
    }
  }

  /**
   * A tensor that is passed from one box to another.
   *
   * @param from index of the box that outputs it
   * @param to index of the box that takes it as input
   */
  public record Arrow(int from, int to, Shape shape) {}

  public Drawing {
    boxes = ImmutableList.copyOf(boxes);
    arrows = ImmutableList.copyOf(arrows);
  }

  /** Draws one box for each layer. */
  public static Drawing of(LayerGraph graph) {
    return of(graph, ALL_LAYERS);
  }

  /**
   * Draws one box for each block at this depth of the paths, 1 for the top-level blocks; a layer at
   * a lower depth has its own box.
   */
  public static Drawing of(LayerGraph graph, int depth) {
    Preconditions.checkArgument(depth > 0, "depth must be 1 or more, got %s", depth);
    return new Collapsing(graph, depth).drawing();
  }

  /**
   * Draws the network collapsed to the greatest depth that has at most {@link #MAX_READABLE_BOXES}
   * boxes, or at depth 1.
   */
  public static Drawing readable(LayerGraph graph) {
    int maxDepth = graph.nodes().stream().mapToInt(n -> pathSegments(n).length).max().orElse(1);
    for (int depth = maxDepth; depth > 1; depth--) {
      Drawing drawing = of(graph, depth);
      if (drawing.boxes.size() <= MAX_READABLE_BOXES) {
        return drawing;
      }
    }
    return of(graph, 1);
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static String[] pathSegments(Node node) {
    return node.path().split("/");
  }

  /** Builds one drawing. */
  private static final class Collapsing {
    private final LayerGraph graph;
    private final int depth;
    private final Map<String, List<Node>> blocks = new LinkedHashMap<>();
    private final List<Box> boxes = new ArrayList<>();

    /** The index of the box of each input and node. */
    private final Map<String, Integer> boxOf = new LinkedHashMap<>();

    Collapsing(LayerGraph graph, int depth) {
      this.graph = graph;
      this.depth = depth;
    }

    Drawing drawing() {
      graph
          .inputs()
          .forEach(
              (name, shape) -> {
                boxOf.put(name, boxes.size());
                boxes.add(new Box(name, BoxKind.INPUT, "input", List.of(shape), 0, 0, List.of()));
              });
      int index = boxes.size();
      graph
          .nodes()
          .forEach(n -> blocks.computeIfAbsent(collapsedPath(n), p -> new ArrayList<>()).add(n));
      for (List<Node> nodes : blocks.values()) {
        for (Node node : nodes) {
          boxOf.put(node.name(), index);
        }
        index++;
      }
      blocks.forEach((path, nodes) -> boxes.add(box(path, nodes)));
      return new Drawing(graph.networkName(), subtitle(), boxes, arrows());
    }

    private String collapsedPath(Node node) {
      String[] names = pathSegments(node);
      return names.length <= depth
          ? node.path()
          : String.join("/", List.of(names).subList(0, depth));
    }

    private boolean isCollapsed(Node node) {
      return !collapsedPath(node).equals(node.path());
    }

    private Box box(String path, List<Node> nodes) {
      boolean collapsed = nodes.size() > 1 || isCollapsed(nodes.get(0));
      Node first = nodes.get(0);
      String configuration = first.layer().configSummary();
      String kind = first.layer().kind();
      return new Box(
          path,
          collapsed ? BoxKind.BLOCK : BoxKind.of(first.layer()),
          collapsed
              ? nodes.size() + (nodes.size() == 1 ? " layer" : " layers")
              : configuration.isEmpty() ? kind : kind + " " + configuration,
          outputShapes(nodes),
          nodes.stream().mapToLong(this::parameters).sum(),
          nodes.stream()
              .mapToLong(n -> n.layer().multiplyAccumulates(graph.inputShape(n), n.shape()))
              .sum(),
          collapsed ? nodes.stream().map(n -> BoxKind.of(n.layer())).toList() : List.of());
    }

    private List<Shape> outputShapes(List<Node> nodes) {
      Set<Shape> shapes = new LinkedHashSet<>();
      for (Node node : nodes) {
        int box = boxOf.get(node.name());
        boolean isOutput =
            graph.outputs().contains(node.name())
                || graph.consumers(node.name()).stream().anyMatch(r -> boxOf.get(r.name()) != box);
        if (isOutput) {
          shapes.add(node.shape());
        }
      }
      return shapes.isEmpty() ? List.of(nodes.get(nodes.size() - 1).shape()) : List.copyOf(shapes);
    }

    private long parameters(Node node) {
      return graph.parameters(node).stream().mapToLong(Parameter::size).sum();
    }

    /** Returns one arrow for each tensor and box with layers that take it as input. */
    private List<Arrow> arrows() {
      record Link(String tensor, int to) {}
      Set<Link> links = new LinkedHashSet<>();
      for (Node node : graph.nodes()) {
        int to = boxOf.get(node.name());
        for (String tensor : node.inputs()) {
          if (boxOf.get(tensor) != to) {
            links.add(new Link(tensor, to));
          }
        }
      }
      return links.stream()
          .map(link -> new Arrow(boxOf.get(link.tensor), link.to, graph.shape(link.tensor)))
          .toList();
    }

    private String subtitle() {
      String in = join(List.copyOf(graph.inputs().values()));
      String out = join(graph.outputs().stream().map(graph::shape).toList());
      long parameters = graph.nodes().stream().mapToLong(this::parameters).sum();
      boolean collapsed = graph.nodes().stream().anyMatch(this::isCollapsed);
      return "input %s, output %s, %s parameters%s"
          .formatted(in, out, count(parameters), collapsed ? ", collapsed to depth " + depth : "");
    }

    private static String join(List<Shape> shapes) {
      return shapes.stream().map(Shape::toString).collect(Collectors.joining(" and "));
    }
  }
}
