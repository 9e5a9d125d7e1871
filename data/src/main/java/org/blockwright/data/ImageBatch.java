package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Preprocessed images in one array. Closing it frees the memory of the array, which the garbage
 * collector would do late.
 *
 * @param images one row for each image: {@code [batch, channels, height, width]}
 * @param indices the index of each image in the list that was loaded, in the order of the rows
 */
public record ImageBatch(INDArray images, ImmutableList<Integer> indices) implements AutoCloseable {

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
    long[] shape = images.shape().clone();
    shape[0] = kept.size();
    INDArray copy = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    for (int i = 0; i < kept.size(); i++) {
      copy.slice(i).assign(images.slice(kept.get(i)));
    }
    return new ImageBatch(
        copy, kept.stream().map(indices::get).collect(ImmutableList.toImmutableList()));
  }

  @Override
  public void close() {
    if (!images.wasClosed()) {
      images.close();
    }
  }
}
