package org.blockwright.data;

import java.nio.FloatBuffer;
import java.util.List;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.layer.Layout;
import org.blockwright.dsl.layer.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Creates the arrays of a batch. */
public final class BatchArrays {
  private BatchArrays() {}

  /**
   * Copies samples into an array of shape (batch, ...), each directly into its row.
   *
   * @param rows the values of each sample in the order of {@link Layout}
   * @param shape the shape of a sample
   * @throws UsageException if the array would have more than 2^31 - 1 bytes
   */
  public static INDArray features(List<float[]> rows, Shape shape) {
    requireSize(rows.size(), shape);
    INDArray features =
        Nd4j.createUninitialized(DataType.FLOAT, Layout.batchShape(rows.size(), shape), 'c');
    FloatBuffer buffer = features.data().asNioFloat();
    rows.forEach(buffer::put);
    return features;
  }

  /** Checks that a batch has at most 2^31 - 1 bytes, the limit of a buffer. */
  static void requireSize(int rows, Shape shape) {
    long bytes = Float.BYTES * rows * shape.size();
    if (bytes > Integer.MAX_VALUE) {
      throw DataProblems.batchTooLarge(rows, bytes);
    }
  }

  /**
   * Encodes labels as an array of shape (batch, classes): 1 at the label, 0 elsewhere.
   *
   * @param classes the number of classes
   */
  public static INDArray oneHot(List<Sample> samples, int classes) {
    INDArray labels = Nd4j.zeros(samples.size(), classes);
    for (int row = 0; row < samples.size(); row++) {
      labels.putScalar(row, samples.get(row).label(), 1);
    }
    return labels;
  }
}
