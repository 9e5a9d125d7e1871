package org.blockwright.inference;

import java.util.concurrent.locks.ReentrantLock;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes the outputs of a model for several threads, in the order of their requests. */
interface Computation extends AutoCloseable {
  /** Returns the outputs for a batch, see {@link Model#outputs(INDArray...)}. */
  INDArray[] outputs(INDArray... inputs);

  @Override
  void close();

  /** Returns a computation of one batch at a time, by the threads that request it. */
  static Computation exclusive(Model model) {
    ReentrantLock queue = new ReentrantLock(true);
    return new Computation() {
      @Override
      public INDArray[] outputs(INDArray... inputs) {
        queue.lock();
        try {
          // Another predictor may use the model, too.
          synchronized (model) {
            return model.outputs(inputs);
          }
        } finally {
          queue.unlock();
        }
      }

      @Override
      public void close() {}
    };
  }
}
