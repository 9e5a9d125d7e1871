package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The inputs of a graph as floats in C order, and the outputs that programs write, part by part.
 */
final class Batch implements AutoCloseable {
  private final List<INDArray> inputs = new ArrayList<>();
  private final List<INDArray> copies = new ArrayList<>();
  private INDArray[] outputs;

  Batch(INDArray... arrays) {
    for (INDArray array : arrays) {
      INDArray plain = array;
      if (!isPlain(array)) {
        plain = array.castTo(DataType.FLOAT).dup('c');
        copies.add(plain);
      }
      inputs.add(plain);
    }
  }

  private static boolean isPlain(INDArray array) {
    return array.dataType() == DataType.FLOAT
        && array.ordering() == 'c'
        && Shape.hasDefaultStridesForShape(array);
  }

  /** Returns the number of samples. */
  long size() {
    return inputs.get(0).size(0);
  }

  /** Returns the shapes of the inputs for a number of samples. */
  long[][] shapes(long samples) {
    return inputs.stream().map(array -> withSamples(array.shape(), samples)).toArray(long[][]::new);
  }

  /** Computes the outputs of some samples. */
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
  }
}
