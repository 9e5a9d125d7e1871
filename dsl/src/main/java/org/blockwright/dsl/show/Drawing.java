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
 * A network as boxes and arrows, folded by block: what {@link Dot} and {@link Svg} write.
 *
 * @param title the network's name
 * @param subtitle what goes in, what comes out, how many parameters, how it is folded
 * @param boxes inputs first, then layers and blocks, each where its first layer stands
 * @param arrows between boxes, by their numbers; folded boxes may be joined both ways
 */
public record Drawing(String title, String subtitle, List<Box> boxes, List<Arrow> arrows) {
  /** So many boxes can still be read on one page. */
  public static final int MAX_READABLE_BOXES = 32;

  private static final int ALL_LAYERS = Integer.MAX_VALUE;

  /**
   * A layer, a folded block, or an input.
   *
   * @param path of the layer or block, or the input's name
   * @param description the layer's kind and numbers, or how many layers the block has
   * @param shapes all different ones that leave it, in order
   * @param parameters all of them, moving statistics included
   * @param multiplyAccumulates for one example
   * @param layerKinds the kinds of a block's layers, in order; empty for what is no block
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

    /** The shapes as people read them. */
    public String shape() {
      return shapes.stream().map(Shape::toString).collect(Collectors.joining(", "));
    }

    /** All that is known, one fact a line. */
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
   * What one box hands to another.
   *
   * @param from number of the box that it leaves
   * @param to number of the box that it enters
   */
  public record Arrow(int from, int to, Shape shape) {}

  public Drawing {
    boxes = ImmutableList.copyOf(boxes);
    arrows = ImmutableList.copyOf(arrows);
  }

  /** One box for each layer. */
  public static Drawing of(LayerGraph graph) {
    return of(graph, ALL_LAYERS);
  }

  /**
   * One box for each block at this depth of the paths, 1 for the top blocks; layers that stand
   * higher are boxes of their own.
   */
  public static Drawing of(LayerGraph graph, int depth) {
    Preconditions.checkArgument(depth > 0, "depth must be 1 or more, got %s", depth);
    return new Folding(graph, depth).drawing();
  }

  /**
   * The deepest folding that has no more than {@link #MAX_READABLE_BOXES} boxes, else the top
   * blocks.
   */
  public static Drawing readable(LayerGraph graph) {
    int deepest = graph.nodes().stream().mapToInt(n -> pathSegments(n).length).max().orElse(1);
    for (int depth = deepest; depth > 1; depth--) {
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

  /** Makes one drawing. */
  private static final class Folding {
    private final LayerGraph graph;
    private final int depth;
    private final Map<String, List<Node>> blocks = new LinkedHashMap<>();
    private final List<Box> boxes = new ArrayList<>();

    /** Of each input and node, the number of its box. */
    private final Map<String, Integer> boxOf = new LinkedHashMap<>();

    Folding(LayerGraph graph, int depth) {
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
      int first = boxes.size();
      graph
          .nodes()
          .forEach(n -> blocks.computeIfAbsent(foldedPath(n), p -> new ArrayList<>()).add(n));
      int number = first;
      for (List<Node> nodes : blocks.values()) {
        for (Node node : nodes) {
          boxOf.put(node.name(), number);
        }
        number++;
      }
      blocks.forEach((path, nodes) -> boxes.add(box(path, nodes)));
      return new Drawing(graph.networkName(), subtitle(), boxes, arrows());
    }

    private String foldedPath(Node node) {
      String[] names = pathSegments(node);
      return names.length <= depth
          ? node.path()
          : String.join("/", List.of(names).subList(0, depth));
    }

    private boolean isFolded(Node node) {
      return !foldedPath(node).equals(node.path());
    }

    private Box box(String path, List<Node> nodes) {
      boolean folded = nodes.size() > 1 || isFolded(nodes.get(0));
      Node only = nodes.get(0);
      String numbers = only.layer().configSummary();
      String kind = only.layer().kind();
      return new Box(
          path,
          folded ? BoxKind.BLOCK : BoxKind.of(only.layer()),
          folded
              ? nodes.size() + (nodes.size() == 1 ? " layer" : " layers")
              : numbers.isEmpty() ? kind : kind + " " + numbers,
          outputShapes(nodes),
          nodes.stream().mapToLong(this::parameters).sum(),
          nodes.stream()
              .mapToLong(n -> n.layer().multiplyAccumulates(graph.inputShape(n), n.shape()))
              .sum(),
          folded ? nodes.stream().map(n -> BoxKind.of(n.layer())).toList() : List.of());
    }

    private List<Shape> outputShapes(List<Node> nodes) {
      Set<Shape> shapes = new LinkedHashSet<>();
      for (Node node : nodes) {
        int here = boxOf.get(node.name());
        boolean leaves =
            graph.outputs().contains(node.name())
                || graph.consumers(node.name()).stream().anyMatch(r -> boxOf.get(r.name()) != here);
        if (leaves) {
          shapes.add(node.shape());
        }
      }
      return shapes.isEmpty() ? List.of(nodes.get(nodes.size() - 1).shape()) : List.copyOf(shapes);
    }

    private long parameters(Node node) {
      return graph.parameters(node).stream().mapToLong(Parameter::size).sum();
    }

    /** One for each value and box that reads it, however many of the box's layers do. */
    private List<Arrow> arrows() {
      record Hand(String value, int to) {}
      Set<Hand> hands = new LinkedHashSet<>();
      for (Node node : graph.nodes()) {
        int to = boxOf.get(node.name());
        for (String value : node.inputs()) {
          if (boxOf.get(value) != to) {
            hands.add(new Hand(value, to));
          }
        }
      }
      return hands.stream()
          .map(hand -> new Arrow(boxOf.get(hand.value), hand.to, graph.shape(hand.value)))
          .toList();
    }

    private String subtitle() {
      String in = join(List.copyOf(graph.inputs().values()));
      String out = join(graph.outputs().stream().map(graph::shape).toList());
      long parameters = graph.nodes().stream().mapToLong(this::parameters).sum();
      boolean folded = graph.nodes().stream().anyMatch(this::isFolded);
      return "input %s, output %s, %s parameters%s"
          .formatted(in, out, count(parameters), folded ? ", folded at depth " + depth : "");
    }

    private static String join(List<Shape> shapes) {
      return shapes.stream().map(Shape::toString).collect(Collectors.joining(" and "));
    }
  }
}
