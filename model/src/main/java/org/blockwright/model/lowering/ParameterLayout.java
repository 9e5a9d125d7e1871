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
 * Converts the parameters of one graph between Keras's layout, which people and files speak, and
 * DL4J's.
 *
 * <ul>
 *   <li>Convolution: height, width, in, out becomes out, in, height, width.
 *   <li>Depthwise: height, width, in, multiplier in both; within a separable convolution
 *       multiplier, in, height, width. Of one channel: as a convolution, which it is.
 *   <li>Convolution in groups: one array in Keras, along its last axis a vertex for each group in
 *       DL4J.
 *   <li>Dense or a norm behind a flattened map: Keras's rows run over height, width, channel,
 *       DL4J's as the map lies in memory, see {@link FlatOrder}.
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
  public record ParameterSlice(String vertex, String key, int from, int to) {}

  /** All places of a parameter; one, but for convolutions in groups. */
  public static List<ParameterSlice> slices(Node node, Parameter parameter) {
    int all = parameter.shape().get(parameter.shape().size() - 1);
    String key = key(parameter.kind());
    int groups = node.layer() instanceof Conv conv ? conv.groups() : 1;
    if (groups == 1) {
      return ImmutableList.of(
          separableHalf(node, parameter).orElse(new ParameterSlice(node.name(), key, 0, all)));
    }
    int share = all / groups;
    return IntStream.range(0, groups)
        .mapToObj(
            i -> new ParameterSlice(AddedVertices.group(node, i), key, i * share, (i + 1) * share))
        .collect(ImmutableList.toImmutableList());
  }

  /** A kernel of a separable convolution that is lowered as two convolutions. */
  private static Optional<ParameterSlice> separableHalf(Node node, Parameter parameter) {
    if (!(node.layer() instanceof SeparableConv conv) || parameter.shape().size() != 4) {
      return Optional.empty();
    }
    boolean first = parameter.kind().equals(Parameter.DEPTHWISE_KERNEL);
    int channels = parameter.shape().get(2) / (first ? 1 : conv.multiplier());
    return channels > 1
        ? Optional.empty()
        : Optional.of(
            new ParameterSlice(
                first ? AddedVertices.depthwise(node) : node.name(),
                key(Parameter.KERNEL),
                0,
                parameter.shape().get(3)));
  }

  /** The vertices that hold a layer's parameters. */
  public static List<String> vertices(LayerGraph graph, Node node) {
    return graph.parameters(node).stream()
        .flatMap(parameter -> slices(node, parameter).stream().map(ParameterSlice::vertex))
        .distinct()
        .toList();
  }

  /**
   * Sets a parameter.
   *
   * @param values in Keras's layout
   * @param dl4j DL4J's array, which is changed
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

  /** A parameter as DL4J has it at this node, in Keras's layout. */
  public static float[] toKeras(LayerGraph graph, Node node, Parameter parameter, INDArray dl4j) {
    INDArray ordered = isTransposed(node, parameter) ? dl4j.permute(2, 3, 1, 0) : dl4j;
    return reorder(graph, node, parameter, ordered.dup('c').data().asFloat(), true);
  }

  /** Whether the axes stand in the opposite order: all kernels but dense and depthwise ones. */
  private static boolean isTransposed(Node node, Parameter parameter) {
    List<Integer> shape = parameter.shape();
    boolean depthwise = node.layer() instanceof DepthwiseConv;
    return shape.size() == 4 && (!depthwise || shape.get(2) == 1);
  }

  /**
   * A dense kernel, its rows in memory's order behind a flattened map, column after column as DL4J
   * keeps it. These are the largest arrays of all, so they are turned without another array, in
   * tiles that stay in the cache.
   *
   * @param places of each of Keras's rows
   */
  private static void writeDenseKernel(int[] places, float[] values, INDArray dl4j) {
    int in = places.length;
    int out = values.length / in;
    int[] rows = new int[in];
    for (int row = 0; row < in; row++) {
      rows[places[row]] = row;
    }
    RawFloats memory = RawFloats.of(dl4j);
    for (int place = 0; place < in; place += TILE) {
      for (int column = 0; column < out; column += TILE) {
        for (int j = column; j < Math.min(column + TILE, out); j++) {
          for (int i = place; i < Math.min(place + TILE, in); i++) {
            memory.put((long) j * in + i, values[rows[i] * out + j]);
          }
        }
      }
    }
  }

  /**
   * What runs over the units of a flattened map, in the other order: the rows of a dense kernel,
   * the parameters of a norm. All else as it is.
   */
  private static float[] reorder(
      LayerGraph graph, Node node, Parameter parameter, float[] values, boolean toPublic) {
    boolean rows = parameter.kind().equals(Parameter.KERNEL) && node.layer() instanceof Dense;
    boolean units = node.layer() instanceof BatchNorm && !node.shape().isFeatureMap();
    int[] places = rows || units ? FlatOrder.of(graph, node.input()) : new int[0];
    if (FlatOrder.isIdentity(places)) {
      return values;
    }
    int width = rows ? parameter.shape().get(1) : 1;
    float[] out = new float[values.length];
    for (int i = 0; i < places.length; i++) {
      int from = toPublic ? places[i] : i;
      int to = toPublic ? i : places[i];
      System.arraycopy(values, from * width, out, to * width, width);
    }
    return out;
  }
}
