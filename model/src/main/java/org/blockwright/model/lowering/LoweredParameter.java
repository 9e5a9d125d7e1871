package org.blockwright.model.lowering;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import org.blockwright.dsl.layer.Parameter;

/**
 * Where a parameter of a layer lies in the DL4J graph, and in which layout. {@link ParameterLayout}
 * converts its values.
 *
 * @param parameter kind and shape, in Keras's layout
 * @param slices one, or one per group of a grouped convolution
 * @param transposed whether the order of the axes is reversed: Keras's height, width, in, out is
 *     DL4J's out, in, height, width
 * @param order the position in DL4J's array of each of Keras's rows, for the rows of a dense kernel
 *     and the values of a batch norm after a flattened feature map; empty if the order is the same
 */
public record LoweredParameter(
    Parameter parameter, List<ParameterSlice> slices, boolean transposed, ImmutableIntArray order) {

  public LoweredParameter {
    slices = ImmutableList.copyOf(slices);
  }

  /** A parameter in one array; kernels of four axes are transposed. */
  static LoweredParameter at(Parameter parameter, String vertex, String key) {
    return split(parameter, List.of(vertex), key);
  }

  /** A parameter that is split evenly along its last axis into several vertices. */
  static LoweredParameter split(Parameter parameter, List<String> vertices, String key) {
    int rank = parameter.shape().size();
    int width = parameter.shape().get(rank - 1) / vertices.size();
    ImmutableList.Builder<ParameterSlice> slices = ImmutableList.builder();
    for (int i = 0; i < vertices.size(); i++) {
      slices.add(new ParameterSlice(vertices.get(i), key, i * width, (i + 1) * width));
    }
    return new LoweredParameter(parameter, slices.build(), rank == 4, ImmutableIntArray.of());
  }

  LoweredParameter untransposed() {
    return new LoweredParameter(parameter, slices, false, order);
  }

  LoweredParameter withOrder(ImmutableIntArray newOrder) {
    return new LoweredParameter(parameter, slices, transposed, newOrder);
  }

  /** See {@link Parameter#kind()}. */
  public String kind() {
    return parameter.kind();
  }
}
