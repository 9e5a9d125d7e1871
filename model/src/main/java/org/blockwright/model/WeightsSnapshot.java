package org.blockwright.model;

import com.google.common.collect.ImmutableSet;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A copy of the weights of a {@link Model}, see {@link Model#snapshot}. */
public final class WeightsSnapshot implements AutoCloseable {
  private final INDArray parameters;
  private final ImmutableSet<String> newlyInitialized;

  WeightsSnapshot(INDArray parameters, Set<String> newlyInitialized) {
    this.parameters = parameters;
    this.newlyInitialized = ImmutableSet.copyOf(newlyInitialized);
  }

  /** Returns the weights in the order of {@code graph().params()}; not to be changed. */
  public INDArray parameters() {
    return parameters;
  }

  /** Returns the {@link Model#newlyInitialized()} layers. */
  public ImmutableSet<String> newlyInitialized() {
    return newlyInitialized;
  }

  /** Frees the copy; closing twice has no effect. */
  @Override
  public void close() {
    if (!parameters.wasClosed()) {
      parameters.close();
    }
  }
}
