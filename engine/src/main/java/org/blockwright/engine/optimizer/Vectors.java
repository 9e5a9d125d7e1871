package org.blockwright.engine.optimizer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.Axpy;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Operations on flat vectors. */
final class Vectors {
  private Vectors() {}

  /** Adds {@code factor * addend} to {@code target} without a temporary array. */
  static void addScaled(INDArray target, double factor, INDArray addend) {
    Nd4j.exec(new Axpy(addend, target, target, factor));
  }

  /** Returns an array without its axes, sharing its memory. */
  static INDArray flat(INDArray array) {
    return array.reshape(array.length());
  }

  /** Returns the elements from {@code from} to before {@code to}, sharing their memory. */
  static INDArray range(INDArray vector, long from, long to) {
    return vector.get(NDArrayIndex.interval(from, to));
  }
}
