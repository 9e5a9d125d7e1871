package org.blockwright.engine;

import java.util.OptionalDouble;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Computes loss and gradients of a batch, in place of DL4J's forward and backward pass. */
interface GradientPass extends AutoCloseable {
  /**
   * Writes the gradients, summed over the samples, to the gradient vector of the graph.
   *
   * @param batch not changed; without sample weights, which are part of the losses in the graph
   * @param step number of updates before
   * @param index number of batches since the last update
   * @return the mean loss; empty, with nothing written, if DL4J must compute it
   */
  OptionalDouble run(MultiDataSet batch, long step, long index);

  /** Reads the parameters of the graph again. */
  void reload();

  @Override
  void close();
}
