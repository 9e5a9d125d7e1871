package org.blockwright.engine;

import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The floats of an array as they lie in memory, to be written without another array. */
public final class RawFloats {
  private final FloatIndexer memory;

  private RawFloats(FloatIndexer memory) {
    this.memory = memory;
  }

  /**
   * The memory of an array.
   *
   * @param array of floats without gaps, which may be a view of a larger one
   */
  public static RawFloats of(INDArray array) {
    return new RawFloats((FloatIndexer) array.data().indexer());
  }

  /**
   * Writes a number.
   *
   * @param at counted in memory from the array's first number
   */
  public void put(long at, float value) {
    memory.put(at, value);
  }
}
