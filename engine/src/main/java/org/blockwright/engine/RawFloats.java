package org.blockwright.engine;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes the floats of an array directly in memory order, without a temporary array. */
public final class RawFloats {
  private final FloatIndexer memory;

  /** Frees the memory when it is collected; the indexer does not refer to it. */
  private final INDArray owner;

  private RawFloats(FloatIndexer memory, INDArray owner) {
    this.memory = memory;
    this.owner = owner;
  }

  /**
   * Returns access to the memory of an array.
   *
   * @param array a contiguous float array; may be a view of a larger array
   */
  public static RawFloats of(INDArray array) {
    return new RawFloats((FloatIndexer) array.data().indexer(), array);
  }

  /**
   * Writes a value.
   *
   * @param index offset in memory from the first element of the array
   */
  public void put(long index, float value) {
    memory.put(index, value);
    Reference.reachabilityFence(owner);
  }

  /**
   * Writes the first values of an array.
   *
   * @param index offset in memory of the first value
   * @param count number of values
   */
  public void put(long index, float[] values, int count) {
    memory.put(index, values, 0, count);
    Reference.reachabilityFence(owner);
  }
}
