package org.blockwright.engine.compiled;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The inputs of a graph as contiguous floats in C order, the caller's arrays or else copies, and
 * the outputs, which programs write part by part.
 */
final class Batch implements AutoCloseable {
  private static final int INFINITY = Float.floatToIntBits(Float.POSITIVE_INFINITY);

  /** Number of values that fit into the first cache of a processor. */
  private static final int BLOCK = 4096;

  private final List<INDArray> inputs = new ArrayList<>();
  private final List<INDArray> copies = new ArrayList<>();
  private INDArray[] outputs;

  Batch(INDArray... arrays) {
    try {
      for (INDArray array : arrays) {
        inputs.add(isPlain(array) ? array : copy(array));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static boolean isPlain(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && array.ordering() == 'c'
        && Shape.hasDefaultStridesForShape(array);
  }

  /** Copies an array; the copy is outside of workspaces, so that it can be freed. */
  private INDArray copy(INDArray array) {
    INDArray copy = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', array.shape());
    copies.add(copy);
    return copy.assign(array);
  }

  /** Returns the inputs. */
  List<INDArray> inputs() {
    return inputs;
  }

  /** Returns the number of samples. */
  long size() {
    return inputs.get(0).size(0);
  }

  /** Returns the shapes of the inputs for a number of samples. */
  long[][] shapes(long samples) {
    return inputs.stream().map(array -> withSamples(array.shape(), samples)).toArray(long[][]::new);
  }

  /** Returns whether no input is NaN or infinite. */
  boolean isFinite() {
    return inputs.stream().allMatch(Batch::isFinite);
  }

  /**
   * Returns whether no value of an array is NaN or infinite: whether the largest absolute value, as
   * an integer, is below that of infinity. Java vectorizes the maximum of integers, but no
   * reduction of floats.
   *
   * @param array contiguous floats
   */
  static boolean isFinite(INDArray array) {
    long length = array.length();
    int[] bits = new int[(int) Math.min(length, BLOCK)];
    try (IntPointer values = new IntPointer(array.data().addressPointer())) {
      int largest = 0;
      for (long start = 0; start < length; start += bits.length) {
        int count = (int) Math.min(bits.length, length - start);
        values.position(start).get(bits, 0, count);
        for (int i = 0; i < count; i++) {
          largest = Math.max(largest, bits[i] & Integer.MAX_VALUE);
        }
      }
      Reference.reachabilityFence(array);
      return largest < INFINITY;
    }
  }

  /** Computes the outputs of as many samples as the program is compiled for. */
  void run(Program program, long start) {
    if (outputs == null) {
      outputs =
          program.outputShapes().stream()
              .map(shape -> withSamples(shape, size()))
              .map(shape -> Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape))
              .toArray(INDArray[]::new);
    }
    program.run(addresses(inputs, start), addresses(Arrays.asList(outputs), start));
  }

  /** Returns the outputs, which belong to the caller. */
  INDArray[] outputs() {
    return outputs;
  }

  private static List<Pointer> addresses(List<INDArray> arrays, long start) {
    List<Pointer> addresses = new ArrayList<>();
    for (INDArray array : arrays) {
      Pointer address = array.data().addressPointer();
      addresses.add(address.getPointer(start * array.length() / array.size(0)));
    }
    return addresses;
  }

  private static long[] withSamples(long[] shape, long samples) {
    long[] result = shape.clone();
    result[0] = samples;
    return result;
  }

  /** Frees copies of inputs. */
  @Override
  public void close() {
    copies.forEach(INDArray::close);
    // The caller's arrays must not be collected while their addresses are used.
    Reference.reachabilityFence(inputs);
  }
}
