package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.dsl.graph.FlatOrder;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.graph.Node;
import org.blockwright.dsl.layer.BatchNorm;
import org.blockwright.dsl.layer.Conv;
import org.blockwright.dsl.layer.Dense;
import org.blockwright.dsl.layer.DepthwiseConv;
import org.blockwright.dsl.layer.Parameter;
import org.blockwright.dsl.layer.SeparableConv;
import org.blockwright.engine.RawFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Converts parameters between Keras's layout, used by the API and in weights files, and DL4J's.
 *
 * <ul>
 *   <li>Convolution: height, width, in, out becomes out, in, height, width.
 *   <li>Depthwise: height, width, in, multiplier in both; within a separable convolution
 *       multiplier, in, height, width; on one channel like a convolution.
 *   <li>Grouped convolution: one array in Keras, which is split along its last axis into one vertex
 *       per group in DL4J.
 *   <li>Dense layer or batch norm after a flattened feature map: rows run over height, width,
 *       channel in Keras, in memory order in DL4J, see {@link FlatOrder}.
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

  /** Rows and columns of a tile. */
  private static final int TILE = 64;

  private ParameterLayout() {}

  /** Returns DL4J's name for a kind of parameter. */
  public static String key(String kind) {
    return KEYS.get(kind);
  }

  /**
   * The location of a parameter, or part of it, in the DL4J graph.
   *
   * @param key DL4J's name of the array within the vertex
   * @param from first index along the last axis of Keras's layout
   * @param to last index + 1
   */
  public record ParameterSlice(String vertex, String key, int from, int to) {}

  /** Returns the slices of a parameter: one, or one per group of a grouped convolution. */
  public static List<ParameterSlice> slices(Node node, Parameter parameter) {
    int all = parameter.shape().get(parameter.shape().size() - 1);
    String key = key(parameter.kind());
    int groups = node.layer() instanceof Conv conv ? conv.groups() : 1;
    if (groups == 1) {
      return ImmutableList.of(
          separableHalf(node, parameter).orElse(new ParameterSlice(node.name(), key, 0, all)));
    }
    int width = all / groups;
    return IntStream.range(0, groups)
        .mapToObj(
            i -> new ParameterSlice(AddedVertices.group(node, i), key, i * width, (i + 1) * width))
        .collect(ImmutableList.toImmutableList());
  }

  /** The location of a kernel of a separable convolution that is lowered to two convolutions. */
  private static Optional<ParameterSlice> separableHalf(Node node, Parameter parameter) {
    if (!(node.layer() instanceof SeparableConv conv) || parameter.shape().size() != 4) {
      return Optional.empty();
    }
    boolean depthwise = parameter.kind().equals(Parameter.DEPTHWISE_KERNEL);
    int channels = parameter.shape().get(2) / (depthwise ? 1 : conv.multiplier());
    return channels > 1
        ? Optional.empty()
        : Optional.of(
            new ParameterSlice(
                depthwise ? AddedVertices.depthwise(node) : node.name(),
                key(Parameter.KERNEL),
                0,
                parameter.shape().get(3)));
  }

  /** Returns the names of the vertices that hold a layer's parameters. */
  public static List<String> vertices(LayerGraph graph, Node node) {
    return graph.parameters(node).stream()
        .flatMap(parameter -> slices(node, parameter).stream().map(ParameterSlice::vertex))
        .distinct()
        .toList();
  }

  /**
   * Sets a parameter.
   *
   * @param values values in Keras's layout
   * @param dl4j DL4J's array, which is overwritten
   */
  public static void write(
      LayerGraph graph, Node node, Parameter parameter, float[] values, INDArray dl4j) {
    if (parameter.kind().equals(Parameter.KERNEL) && node.layer() instanceof Dense) {
      writeDenseKernel(FlatOrder.of(graph, node.input()), values, dl4j);
      return;
    }
    long[] shape = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
    float[] rows = reorder(graph, node, parameter, values, false);
    INDArray keras = Nd4j.createFromArray(rows).reshape('c', shape);
    if (isTransposed(node, parameter)) {
      keras = keras.permute(3, 2, 0, 1);
    }
    dl4j.assign(keras.rank() == 1 ? keras.reshape(1, keras.length()) : keras);
  }

  /** Returns the values of DL4J's array in Keras's layout. */
  public static float[] toKeras(LayerGraph graph, Node node, Parameter parameter, INDArray dl4j) {
    INDArray ordered = isTransposed(node, parameter) ? dl4j.permute(2, 3, 1, 0) : dl4j;
    return reorder(graph, node, parameter, ordered.dup('c').data().asFloat(), true);
  }

  /** Whether the order of axes is reversed: for all kernels but dense and depthwise ones. */
  private static boolean isTransposed(Node node, Parameter parameter) {
    List<Integer> shape = parameter.shape();
    boolean depthwise = node.layer() instanceof DepthwiseConv;
    return shape.size() == 4 && (!depthwise || shape.get(2) == 1);
  }

  /**
   * Writes a dense kernel, which DL4J stores column by column. These are the largest arrays, so
   * they are transposed without a temporary array, in tiles that fit into the cache.
   *
   * @param order index of each of Keras's rows in memory order
   */
  private static void writeDenseKernel(int[] order, float[] values, INDArray dl4j) {
    int in = order.length;
    int out = values.length / in;
    int[] rows = new int[in];
    for (int row = 0; row < in; row++) {
      rows[order[row]] = row;
    }
    RawFloats memory = RawFloats.of(dl4j);
    for (int firstRow = 0; firstRow < in; firstRow += TILE) {
      for (int column = 0; column < out; column += TILE) {
        for (int j = column; j < Math.min(column + TILE, out); j++) {
          for (int i = firstRow; i < Math.min(firstRow + TILE, in); i++) {
            memory.put((long) j * in + i, values[rows[i] * out + j]);
          }
        }
      }
    }
  }

  /**
   * Converts between Keras's and memory order what belongs to units of a flattened feature map: the
   * rows of a dense kernel and the parameters of a batch norm. Returns other parameters unchanged.
   */
  private static float[] reorder(
      LayerGraph graph, Node node, Parameter parameter, float[] values, boolean toKeras) {
    boolean rows = parameter.kind().equals(Parameter.KERNEL) && node.layer() instanceof Dense;
    boolean units = node.layer() instanceof BatchNorm && !node.shape().isFeatureMap();
    int[] order = rows || units ? FlatOrder.of(graph, node.input()) : new int[0];
    if (FlatOrder.isIdentity(order)) {
      return values;
    }
    int width = rows ? parameter.shape().get(1) : 1;
    float[] out = new float[values.length];
    for (int i = 0; i < order.length; i++) {
      int from = toKeras ? order[i] : i;
      int to = toKeras ? i : order[i];
      System.arraycopy(values, from * width, out, to * width, width);
    }
    return out;
  }
}
