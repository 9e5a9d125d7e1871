package org.blockwright.data;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.primitives.Longs;
import java.util.List;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays of batches that are used up, whose memory later batches get. Memory that is allocated anew
 * costs time, since the operating system clears each page at its first use. Used by several
 * threads.
 */
final class SpareArrays implements AutoCloseable {
  private final ListMultimap<List<Long>, INDArray> arrays = ArrayListMultimap.create();
  private boolean closed;

  /**
   * Returns an array of shape (batch, ...) with undefined values, in C order.
   *
   * @throws org.blockwright.base.UsageException if it would have more than 2^31 - 1 bytes
   */
  synchronized INDArray take(int rows, Shape shape) {
    List<INDArray> spare = arrays.get(Longs.asList(Layout.batchShape(rows, shape)));
    return spare.isEmpty()
        ? BatchArrays.uninitialized(rows, shape)
        : spare.remove(spare.size() - 1);
  }

  /** Keeps arrays that {@link #take} has returned; those that were freed are ignored. */
  synchronized void add(List<INDArray> used) {
    for (INDArray array : used) {
      List<INDArray> spare = arrays.get(Longs.asList(array.shape()));
      if (!array.wasClosed() && spare.stream().noneMatch(other -> other == array)) {
        spare.add(array);
      }
    }
    if (closed) {
      free();
    }
  }

  private void free() {
    arrays.values().forEach(INDArray::close);
    arrays.clear();
  }

  /** Frees the arrays, and those that are added later. */
  @Override
  public synchronized void close() {
    closed = true;
    free();
  }
}
