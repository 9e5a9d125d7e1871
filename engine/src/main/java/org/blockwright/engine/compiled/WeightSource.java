package org.blockwright.engine.compiled;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Values of a weight. */
sealed interface WeightSource {

  /** Writes the values to a tensor. */
  void copyTo(Tensor tensor);

  /** A vector. */
  record Vector(double[] values) implements WeightSource {
    @Override
    public void copyTo(Tensor tensor) {
      float[] floats = floats(values);
      new FloatPointer(tensor.buffer().address()).put(floats, 0, floats.length);
    }
  }

  /**
   * Values in ND4J's memory.
   *
   * @param dimensions the dimensions that oneDNN expects
   * @param strides their strides in {@code array}
   * @param factors factors of the outputs, or an empty array if all are 1
   */
  record Kernel(INDArray array, long[] dimensions, long[] strides, double[] factors)
      implements WeightSource {
    /** Number of dimensions of grouped kernels, whose first two are those of the outputs. */
    private static final int GROUPED = 5;

    private static final int FIRST_DIMENSION = 1;
    private static final int FIRST_TWO_DIMENSIONS = 3;

    @Override
    public void copyTo(Tensor tensor) {
      PointerScope scope = OneDnn.scope();
      try (FloatPointer scales = new FloatPointer(floats(factors))) {
        boolean scaled = factors.length > 0;
        primitive_attr attributes = new primitive_attr();
        if (scaled) {
          boolean grouped = dimensions.length == GROUPED;
          attributes.set_scales_mask(
              dnnl.DNNL_ARG_SRC, grouped ? FIRST_TWO_DIMENSIONS : FIRST_DIMENSION);
        }
        memory.desc from = OneDnn.strided(dimensions, strides);
        reorder.primitive_desc description =
            new reorder.primitive_desc(
                OneDnn.cpu(), from, OneDnn.cpu(), tensor.desc(), attributes, false);
        IntMemoryMap arguments = new IntMemoryMap();
        arguments.put(
            dnnl.DNNL_ARG_SRC, new memory(from, OneDnn.cpu(), array.data().addressPointer()));
        arguments.put(
            dnnl.DNNL_ARG_DST, new memory(tensor.desc(), OneDnn.cpu(), tensor.buffer().address()));
        if (scaled) {
          arguments.put(
              dnnl.DNNL_ARG_ATTR_SCALES | dnnl.DNNL_ARG_SRC,
              new memory(OneDnn.plain(factors.length), OneDnn.cpu(), scales));
        }
        OneDnn.runOnce(new reorder(description), arguments);
      } finally {
        scope.close();
      }
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
