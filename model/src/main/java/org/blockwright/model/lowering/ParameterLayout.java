package org.blockwright.model.lowering;

import static java.lang.System.arraycopy;

import com.google.common.collect.Iterables;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.blockwright.dsl.graph.FlatOrder;
import org.blockwright.engine.RawFloats;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Converts the values of parameters between Keras's layout, used by the API and in weights files,
 * and DL4J's.
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
 *
 * <p>Which of these applies is recorded in {@link LoweredParameter}.
 */
public final class ParameterLayout {
  /** Rows and columns of a tile. */
  private static final int TILE = 64;

  private ParameterLayout() {}

  /** Returns a parameter's values in a graph, in Keras's layout. */
  public static float[] read(ComputationGraph graph, LoweredParameter parameter) {
    List<ParameterSlice> slices = parameter.slices();
    if (slices.size() == 1) {
      return toKeras(parameter, slices.get(0).array(graph));
    }
    float[] all = new float[Math.toIntExact(parameter.parameter().size())];
    for (ParameterSlice slice : slices) {
      float[] values = toKeras(parameter, slice.array(graph));
      forEachSegment(
          parameter, slice, (whole, part, width) -> arraycopy(values, part, all, whole, width));
    }
    return all;
  }

  /**
   * Sets a parameter in a graph.
   *
   * @param values values in Keras's layout
   */
  public static void write(ComputationGraph graph, LoweredParameter parameter, float[] values) {
    List<ParameterSlice> slices = parameter.slices();
    if (slices.size() == 1) {
      fromKeras(parameter, slices.get(0), values, graph);
      return;
    }
    for (ParameterSlice slice : slices) {
      float[] sliced = new float[Math.toIntExact(slice.array(graph).length())];
      forEachSegment(
          parameter, slice, (whole, part, width) -> arraycopy(values, whole, sliced, part, width));
      fromKeras(parameter, slice, sliced, graph);
    }
  }

  /** Produces the values of a parameter in the order of Keras's layout. */
  public interface ValueSequence {
    /** Writes the next values to the start of an array. */
    void next(float[] values, int count);
  }

  /**
   * Sets a parameter in a graph. Dense kernels, the largest arrays, are written a few rows at a
   * time, so that their values need not exist twice.
   */
  public static void write(
      ComputationGraph graph, LoweredParameter parameter, ValueSequence sequence) {
    List<Integer> shape = parameter.parameter().shape();
    if (shape.size() != 2 || parameter.slices().size() != 1) {
      float[] values = new float[Math.toIntExact(parameter.parameter().size())];
      sequence.next(values, values.length);
      write(graph, parameter, values);
      return;
    }
    int out = shape.get(1);
    float[] rows = new float[TILE * out];
    INDArray dl4j = parameter.slices().get(0).array(graph);
    for (int row = 0; row < shape.get(0); row += TILE) {
      int count = Math.min(TILE, shape.get(0) - row);
      sequence.next(rows, count * out);
      writeRows(parameter.order(), shape.get(0), row, count, rows, dl4j);
    }
  }

  private interface SegmentCopier {
    void copy(int whole, int part, int width);
  }

  /** Visits the contiguous segments of a slice within the values of the whole parameter. */
  private static void forEachSegment(
      LoweredParameter parameter, ParameterSlice slice, SegmentCopier copier) {
    int all = Iterables.getLast(parameter.parameter().shape());
    for (int row = 0; row < parameter.parameter().size() / all; row++) {
      copier.copy(row * all + slice.from(), row * slice.width(), slice.width());
    }
  }

  private static float[] toKeras(LoweredParameter parameter, INDArray dl4j) {
    INDArray ordered = parameter.transposed() ? dl4j.permute(2, 3, 1, 0) : dl4j;
    float[] values = ordered.dup('c').data().asFloat();
    ImmutableIntArray order = parameter.order();
    if (order.isEmpty()) {
      return values;
    }
    int width = values.length / order.length();
    float[] keras = new float[values.length];
    for (int row = 0; row < order.length(); row++) {
      arraycopy(values, order.get(row) * width, keras, row * width, width);
    }
    return keras;
  }

  private static void fromKeras(
      LoweredParameter parameter, ParameterSlice slice, float[] values, ComputationGraph graph) {
    INDArray dl4j = slice.array(graph);
    long[] shape = parameter.parameter().shape().stream().mapToLong(n -> n).toArray();
    shape[shape.length - 1] = slice.width();
    switch (shape.length) {
      case 1 -> dl4j.assign(Nd4j.createFromArray(inMemoryOrder(parameter, values)).reshape(1, -1));
      case 2 -> writeDenseKernel(parameter.order(), (int) shape[0], values, dl4j);
      default -> {
        INDArray keras = Nd4j.createFromArray(values).reshape('c', shape);
        dl4j.assign(parameter.transposed() ? keras.permute(3, 2, 0, 1) : keras);
      }
    }
  }

  private static float[] inMemoryOrder(LoweredParameter parameter, float[] values) {
    ImmutableIntArray order = parameter.order();
    if (order.isEmpty()) {
      return values;
    }
    float[] ordered = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      ordered[order.get(i)] = values[i];
    }
    return ordered;
  }

  private static void writeDenseKernel(
      ImmutableIntArray order, int in, float[] values, INDArray dl4j) {
    int out = values.length / in;
    float[] rows = new float[TILE * out];
    for (int row = 0; row < in; row += TILE) {
      int count = Math.min(TILE, in - row);
      arraycopy(values, row * out, rows, 0, count * out);
      writeRows(order, in, row, count, rows, dl4j);
    }
  }

  /**
   * Writes rows of a dense kernel, which DL4J stores column by column, in tiles that fit into the
   * cache.
   *
   * @param in number of rows of the kernel
   * @param first index of the first row
   * @param count number of rows
   */
  private static void writeRows(
      ImmutableIntArray order, int in, int first, int count, float[] rows, INDArray dl4j) {
    int out = rows.length / TILE;
    RawFloats memory = RawFloats.of(dl4j);
    for (int column = 0; column < out; column += TILE) {
      for (int j = column; j < Math.min(column + TILE, out); j++) {
        for (int i = 0; i < count; i++) {
          int row = order.isEmpty() ? first + i : order.get(first + i);
          memory.put((long) j * in + row, rows[i * out + j]);
        }
      }
    }
  }
}
