package org.blockwright.data;

import com.google.common.base.Preconditions;
import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Preprocessed images in one array, or in one for each input of a network. Closing it gives the
 * memory of the arrays to later batches, so that they must not be used any more.
 */
public final class ImageBatch implements AutoCloseable {
  private final ImmutableList<INDArray> arrays;
  private final ImmutableList<Integer> indices;
  private final Consumer<List<INDArray>> release;
  private boolean closed;

  /**
   * @param release takes the arrays when the batch is closed
   */
  ImageBatch(
      ImmutableList<INDArray> arrays,
      ImmutableList<Integer> indices,
      Consumer<List<INDArray>> release) {
    this.arrays = arrays;
    this.indices = indices;
    this.release = release;
  }

  /**
   * Returns the arrays, with one row for each image: {@code [batch, channels, height, width]}.
   *
   * @throws IllegalStateException if the batch is closed
   */
  public ImmutableList<INDArray> arrays() {
    Preconditions.checkState(!closed, "the batch is closed");
    return arrays;
  }

  /** Returns the index of each image in the list that was loaded, in the order of the rows. */
  public ImmutableList<Integer> indices() {
    return indices;
  }

  /** Returns the only array, or that of the first input. */
  public INDArray images() {
    return arrays().get(0);
  }

  /** Returns the number of images. */
  public int size() {
    return indices.size();
  }

  /**
   * Returns a copy without some images.
   *
   * @param rows rows of this batch, not all of them
   */
  public ImageBatch without(Collection<Integer> rows) {
    List<Integer> kept = IntStream.range(0, size()).filter(r -> !rows.contains(r)).boxed().toList();
    return new ImageBatch(
        arrays().stream().map(array -> rows(array, kept)).collect(ImmutableList.toImmutableList()),
        kept.stream().map(indices::get).collect(ImmutableList.toImmutableList()),
        copies -> copies.forEach(INDArray::close));
  }

  private static INDArray rows(INDArray array, List<Integer> kept) {
    long[] shape = array.shape().clone();
    shape[0] = kept.size();
    INDArray copy = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    for (int i = 0; i < kept.size(); i++) {
      copy.slice(i).assign(array.slice(kept.get(i)));
    }
    return copy;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      release.accept(arrays);
    }
  }
}
