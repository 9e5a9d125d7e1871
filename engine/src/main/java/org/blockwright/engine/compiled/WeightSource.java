package org.blockwright.engine.compiled;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Values of a weight in ND4J's memory.
 *
 * @param dimensions the dimensions that oneDNN expects
 * @param strides their strides in {@code array}
 * @param temporary whether the array is a copy, which is freed afterwards
 */
record WeightSource(INDArray array, long[] dimensions, long[] strides, boolean temporary)
    implements AutoCloseable {

  /** Returns the values of a vector. */
  static WeightSource of(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new WeightSource(
        Nd4j.createFromArray(floats), new long[] {floats.length}, new long[] {1}, true);
  }

  memory.desc desc() {
    return OneDnn.strided(dimensions, strides);
  }

  Pointer address() {
    return array.data().addressPointer();
  }

  @Override
  public void close() {
    if (temporary) {
      array.close();
    }
  }
}
