package org.blockwright.dsl.lowering;

import java.util.Map;
import java.util.Optional;
import org.blockwright.dsl.Activate;
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
 *   <li>Depthwise: height, width, in, multiplier in both.
 *   <li>Dense behind a flattened map: Keras's rows run over height, width, channel, DL4J's as the
 *       map lies in memory.
 * </ul>
 */
public final class ParameterLayout {
  private static final Map<String, String> KEYS =
      Map.of(
          Parameter.KERNEL, "W",
          Parameter.DEPTHWISE_KERNEL, "W",
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

  /** An array in Keras's layout as DL4J has it at this node. */
  public static INDArray toDl4j(Graph graph, Node node, Parameter parameter, float[] values) {
    long[] shape = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
    float[] rows = denseRows(graph, node, parameter, values, false);
    INDArray keras = Nd4j.createFromArray(rows).reshape('c', shape);
    if (parameter.kind().equals(Parameter.KERNEL)) {
      return node.layer() instanceof Dense ? keras : keras.permute(3, 2, 0, 1);
    }
    return node.layer() instanceof DepthwiseConv && shape.length == 4
        ? keras
        : keras.reshape(1, keras.length());
  }

  /** A parameter as DL4J has it at this node, in Keras's layout. */
  public static float[] toKeras(Graph graph, Node node, Parameter parameter, INDArray dl4j) {
    boolean convolution =
        parameter.kind().equals(Parameter.KERNEL) && !(node.layer() instanceof Dense);
    INDArray ordered = convolution ? dl4j.permute(2, 3, 1, 0) : dl4j;
    return denseRows(graph, node, parameter, ordered.dup('c').data().asFloat(), true);
  }

  /** The map that a vector is, flattened, if it is one. */
  public static Optional<Shape> flattenedMap(Graph graph, String name) {
    String at = name;
    while (graph.contains(at)) {
      Node node = graph.node(at);
      if (node.layer() instanceof Flatten) {
        return Optional.of(graph.inputShape(node)).filter(Shape::map);
      }
      if (!(node.layer() instanceof Dropout) && !(node.layer() instanceof Activate)) {
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
