package org.blockwright.data;

import java.nio.FloatBuffer;
import java.util.List;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The arrays of a batch, one for each input, whose rows are written by several threads. */
final class BatchRows {
  private final int batch;
  private final int count;
  private final List<INDArray> arrays;
  private final List<FloatBuffer> values;
  private int next;

  /**
   * Creates arrays with undefined values.
   *
   * @param batch index of the batch
   * @param firstRow the first row that is written
   * @param count number of rows
   * @param shapes the shape of a row of each array
   * @param spare used first
   */
  BatchRows(int batch, int firstRow, int count, List<Shape> shapes, SpareArrays spare) {
    this.batch = batch;
    this.next = firstRow;
    this.count = count;
    this.arrays = shapes.stream().map(shape -> spare.take(count, shape)).toList();
    this.values = arrays.stream().map(array -> array.data().asNioFloat()).toList();
  }

  /** Returns whether this row of this batch is the next one to be written. */
  boolean isNext(int batchIndex, int row) {
    return batchIndex == batch && row == next;
  }

  /** Moves on to the next row. */
  void add() {
    next++;
  }

  int count() {
    return count;
  }

  /**
   * Returns the values of a row in each array. They are valid only as long as this object is
   * referenced.
   */
  List<FloatBuffer> values(int row) {
    return values.stream()
        .map(
            all -> {
              int size = all.capacity() / count;
              return all.slice(row * size, size);
            })
        .toList();
  }

  List<INDArray> arrays() {
    return arrays;
  }
}
