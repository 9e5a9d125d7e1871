package org.blockwright.data;

import java.nio.FloatBuffer;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The array of a batch whose rows are written one by one, by several threads. */
final class BatchRows {
  private final int batch;
  private final int count;
  private final int rowSize;
  private final INDArray array;
  private final FloatBuffer values;
  private int next;

  /**
   * Creates an array with undefined values.
   *
   * @param batch index of the batch
   * @param firstRow the first row that is written
   * @param count number of rows
   * @param shape the shape of a row
   */
  BatchRows(int batch, int firstRow, int count, Shape shape) {
    this.batch = batch;
    this.next = firstRow;
    this.count = count;
    this.rowSize = (int) shape.size();
    this.array = BatchArrays.uninitialized(count, shape);
    this.values = array.data().asNioFloat();
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

  /** Returns the values of a row. They are valid only as long as this object is referenced. */
  FloatBuffer values(int row) {
    return values.slice(row * rowSize, rowSize);
  }

  INDArray array() {
    return array;
  }
}
