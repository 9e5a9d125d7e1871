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
    INDArray keras = Nd4j.createFromArray(values).reshape('c', shape);
    if (parameter.kind().equals(Parameter.KERNEL)) {
      if (!(node.layer() instanceof Dense)) {
        return keras.permute(3, 2, 0, 1);
      }
      Optional<Shape> map = flattenedMap(graph, node.input());
      if (map.isPresent()) {
        INDArray out = Nd4j.createUninitialized(shape, 'c');
        int[] places = Layout.flattened(map.orElseThrow());
        copyRows(keras, out, places, false);
        return out;
      }
      return keras;
    }
    return node.layer() instanceof DepthwiseConv && shape.length == 4
        ? keras
        : keras.reshape(1, keras.length());
  }

  /** A parameter as DL4J has it at this node, in Keras's layout. */
  public static float[] toKeras(Graph graph, Node node, Parameter parameter, INDArray dl4j) {
    INDArray out = dl4j;
    if (parameter.kind().equals(Parameter.KERNEL)) {
      if (!(node.layer() instanceof Dense)) {
        out = dl4j.permute(2, 3, 1, 0);
      } else {
        Optional<Shape> map = flattenedMap(graph, node.input());
        if (map.isPresent()) {
          out = Nd4j.createUninitialized(dl4j.shape(), 'c');
          copyRows(dl4j.dup('c'), out, Layout.flattened(map.orElseThrow()), true);
        }
      }
    }
    return out.dup('c').data().asFloat();
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

  /** Row i of the public side is row places[i] of memory's. */
  private static void copyRows(INDArray from, INDArray to, int[] places, boolean toPublic) {
    for (int i = 0; i < places.length; i++) {
      if (toPublic) {
        to.getRow(i).assign(from.getRow(places[i]));
      } else {
        to.getRow(places[i]).assign(from.getRow(i));
      }
    }
  }
}
