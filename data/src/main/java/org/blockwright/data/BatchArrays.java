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
    INDArray features = uninitialized(rows.size(), shape);
    FloatBuffer buffer = features.data().asNioFloat();
    rows.forEach(buffer::put);
    return features;
  }

  /**
   * Creates an array of shape (batch, ...) with undefined values, in C order.
   *
   * @throws UsageException if it would have more than 2^31 - 1 bytes
   */
  public static INDArray uninitialized(int rows, Shape shape) {
    requireSize(rows, shape);
    return Nd4j.createUninitialized(DataType.FLOAT, Layout.batchShape(rows, shape), 'c');
  }

  /** Checks that a batch has at most 2^31 - 1 bytes, the limit of a buffer. */
  static void requireSize(int rows, Shape shape) {
    long bytes = Float.BYTES * rows * shape.size();
    if (bytes > Integer.MAX_VALUE) {
      throw DataProblems.batchTooLarge(rows, bytes);
    }
  }

  /**
   * Creates the targets of one output, of shape (batch, units): one-hot or probabilities of
   * classes, the probability of the second of two classes, labels, or regression targets.
   *
   * @param targets the output
   * @param index its index in {@link Sample#targets()}
   * @throws UsageException if a target does not fit the output
   */
  public static INDArray targets(List<Sample> samples, Targets targets, int index) {
    int units = targets.units();
    float[] values = new float[samples.size() * units];
    for (int row = 0; row < samples.size(); row++) {
      samples.get(row).targets().get(index).copyTo(values, row * units, units);
    }
    return Nd4j.createFromArray(values).reshape('c', samples.size(), units);
  }

  /** Creates the targets of all outputs; see {@link #targets(List, Targets, int)}. */
  public static INDArray[] targets(List<Sample> samples, List<Targets> outputs) {
    INDArray[] arrays = new INDArray[outputs.size()];
    for (int index = 0; index < arrays.length; index++) {
      arrays[index] = targets(samples, outputs.get(index), index);
    }
    return arrays;
  }
}
