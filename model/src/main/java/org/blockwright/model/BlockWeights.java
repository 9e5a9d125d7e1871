package org.blockwright.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a layer or block: arrays in Keras's layout, named by the path of their layer
 * within the block and their kind, such as {@code conv1/kernel}; for a single layer by kind alone.
 */
public final class BlockWeights {
  private final String source;
  private final ImmutableMap<String, Array> arrays;

  /**
   * One array of weights.
   *
   * @param layer path of the layer within the block; empty if the block is the layer itself
   * @param kind see {@link org.blockwright.dsl.layer.Parameter#kind()}
   * @param shape shape in Keras's layout
   * @param values flattened in C order
   */
  public record Array(String layer, String kind, List<Integer> shape, float[] values) {
    public Array {
      shape = ImmutableList.copyOf(shape);
      values = values.clone();
    }

    @Override
    public float[] values() {
      return values.clone();
    }

    String name() {
      return layer.isEmpty() ? kind : layer + "/" + kind;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Array a
          && name().equals(a.name())
          && shape.equals(a.shape)
          && Arrays.equals(values, a.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /**
   * @param source path of the block that the weights were copied from, for messages
   */
  BlockWeights(String source, List<Array> arrays) {
    this.source = source;
    Map<String, Array> all = new LinkedHashMap<>();
    arrays.forEach(array -> all.put(array.name(), array));
    this.arrays = ImmutableMap.copyOf(all);
  }

  /** All arrays by name, in the order of the block's layers. */
  public Map<String, Array> arrays() {
    return arrays;
  }

  String source() {
    return source;
  }

  /** Compares the arrays, whatever block they were copied from. */
  @Override
  public boolean equals(Object other) {
    return other instanceof BlockWeights w && arrays.equals(w.arrays);
  }

  @Override
  public int hashCode() {
    return arrays.hashCode();
  }
}
