package org.blockwright.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a layer or block as a value: arrays in Keras's layout by the path of their layer
 * within the block and their kind, {@code conv1/kernel}; of a single layer the kind alone.
 */
public final class BlockWeights {
  private final String source;
  private final ImmutableMap<String, Array> arrays;

  /**
   * One array.
   *
   * @param layer path within the block; empty where the block is the layer itself
   * @param kind as {@link org.blockwright.dsl.layer.Parameter#kind()}
   * @param shape in Keras's layout
   * @param values flat in C order
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
   * @param from what they were the weights of, for messages
   */
  BlockWeights(String from, List<Array> arrays) {
    this.source = from;
    Map<String, Array> all = new LinkedHashMap<>();
    arrays.forEach(array -> all.put(array.name(), array));
    this.arrays = ImmutableMap.copyOf(all);
  }

  /** All arrays by their names, in the order of the block. */
  public Map<String, Array> arrays() {
    return arrays;
  }

  String source() {
    return source;
  }

  /** The same arrays, wherever they are from. */
  @Override
  public boolean equals(Object other) {
    return other instanceof BlockWeights w && arrays.equals(w.arrays);
  }

  @Override
  public int hashCode() {
    return arrays.hashCode();
  }
}
