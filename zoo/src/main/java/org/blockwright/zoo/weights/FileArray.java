package org.blockwright.zoo.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;

/**
 * One array of a weights file, as its header describes it; no value is read yet.
 *
 * @param layer name of the file's layer
 * @param name name within the layer, by which people know it ({@code conv1/kernel:0})
 * @param shape in Keras's layout; empty for a single number
 * @param path where it stands in the HDF5 file
 */
public record FileArray(String layer, String name, ImmutableList<Integer> shape, String path) {
  /** How many numbers it holds. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** Its shape as a new array. */
  public int[] dimensions() {
    return Ints.toArray(shape);
  }
}
