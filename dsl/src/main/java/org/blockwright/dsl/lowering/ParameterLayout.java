package org.blockwright.dsl.lowering;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.dsl.Activate;
import org.blockwright.dsl.Conv;
import org.blockwright.dsl.Dense;
import org.blockwright.dsl.DepthwiseConv;
import org.blockwright.dsl.Dropout;
import org.blockwright.dsl.Flatten;
import org.blockwright.dsl.Graph;
import org.blockwright.dsl.Layout;
import org.blockwright.dsl.Node;
import org.blockwright.dsl.Parameter;
import org.blockwright.dsl.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Converts the parameters of one graph between Keras's layout, which people and files speak, and
 * DL4J's.
 *
 * <ul>
 *   <li>Convolution: height, width, in, out becomes out, in, height, width.
 *   <li>Depthwise: height, width, in, multiplier in both; within a separable convolution
 *       multiplier, in, height, width.
 *   <li>Convolution in groups: one array in Keras, along its last axis a vertex for each group in
 *       DL4J.
 *   <li>Dense behind a flattened map: Keras's rows run over height, width, channel, DL4J's as the
 *       map lies in memory.
 * </ul>
 */
public final class ParameterLayout {
  private static final Map<String, String> KEYS =
      Map.of(
          Parameter.KERNEL, "W",
          Parameter.DEPTHWISE_KERNEL, "W",
          Parameter.POINTWISE_KERNEL, "pW",
          Parameter.BIAS, "b",
          Parameter.GAMMA, "gamma",
          Parameter.BETA, "beta",
          Parameter.MEAN, "mean",
          Parameter.VARIANCE, "var");

  private ParameterLayout() {}

  /** DL4J's name for a kind of parameter. */
  public static String key(String kind) {
    return KEYS.get(kind);
  }

  /**
   * Where DL4J has a part of a parameter.
   *
   * @param key DL4J's name for it within the vertex
   * @param from first place along the last axis of Keras's layout
   * @param to behind the last place
   */
  public record Place(String vertex, String key, int from, int to) {}

  /** All places of a parameter; one, but for convolutions in groups. */
  public static List<Place> places(Node node, Parameter parameter) {
    int all = parameter.shape().get(parameter.shape().size() - 1);
    String key = key(parameter.kind());
    int groups = node.layer() instanceof Conv conv ? conv.groups() : 1;
    if (groups == 1) {
      return ImmutableList.of(new Place(node.name(), key, 0, all));
    }
    int share = all / groups;
    return IntStream.range(0, groups)
        .mapToObj(i -> new Place(groupVertex(node, i), key, i * share, (i + 1) * share))
        .collect(ImmutableList.toImmutableList());
  }

  /** The vertices that hold a layer's parameters. */
  public static List<String> vertices(Graph graph, Node node) {
    return graph.parameters(node).stream()
        .flatMap(parameter -> places(node, parameter).stream().map(Place::vertex))
        .distinct()
        .toList();
  }

  static String groupVertex(Node node, int group) {
    return node.name() + "_group" + (group + 1);
  }

  /** An array in Keras's layout as DL4J has it at this node. */
  public static INDArray toDl4j(Graph graph, Node node, Parameter parameter, float[] values) {
    long[] shape = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
    float[] rows = denseRows(graph, node, parameter, values, false);
    INDArray keras = Nd4j.createFromArray(rows).reshape('c', shape);
    if (turns(node, parameter)) {
      return keras.permute(3, 2, 0, 1);
    }
    return parameter.shape().size() == 1 ? keras.reshape(1, keras.length()) : keras;
  }

  /** A parameter as DL4J has it at this node, in Keras's layout. */
  public static float[] toKeras(Graph graph, Node node, Parameter parameter, INDArray dl4j) {
    INDArray ordered = turns(node, parameter) ? dl4j.permute(2, 3, 1, 0) : dl4j;
    return denseRows(graph, node, parameter, ordered.dup('c').data().asFloat(), true);
  }

  /** Whether the axes stand in the opposite order: all kernels but two. */
  private static boolean turns(Node node, Parameter parameter) {
    return parameter.shape().size() == 4 && !(node.layer() instanceof DepthwiseConv);
  }

  /** The map that a vector is, flattened, if it is one. */
  public static Optional<Shape> flattenedMap(Graph graph, String name) {
    String at = name;
    while (graph.contains(at)) {
      Node node = graph.node(at);
      boolean flatten = node.layer() instanceof Flatten;
      if (flatten && graph.inputShape(node).map()) {
        return Optional.of(graph.inputShape(node));
      }
      // What is flat already is flattened to the same.
      if (!flatten && !(node.layer() instanceof Dropout) && !(node.layer() instanceof Activate)) {
        return Optional.empty();
      }
      at = node.input();
    }
    return Optional.empty();
  }

  /** The rows of a dense kernel behind a flattened map in the other order; all else as it is. */
  private static float[] denseRows(
      Graph graph, Node node, Parameter parameter, float[] values, boolean toPublic) {
    boolean kernel = parameter.kind().equals(Parameter.KERNEL) && node.layer() instanceof Dense;
    Optional<Shape> map = kernel ? flattenedMap(graph, node.input()) : Optional.empty();
    if (map.isEmpty()) {
      return values;
    }
    int[] places = Layout.flattened(map.orElseThrow());
    int width = parameter.shape().get(1);
    float[] out = new float[values.length];
    for (int i = 0; i < places.length; i++) {
      int from = toPublic ? places[i] : i;
      int to = toPublic ? i : places[i];
      System.arraycopy(values, from * width, out, to * width, width);
    }
    return out;
  }
}
