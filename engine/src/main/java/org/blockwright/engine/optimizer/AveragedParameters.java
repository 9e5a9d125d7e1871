package org.blockwright.engine.optimizer;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The exponential moving average of trained parameters, as that of Keras's optimizers. */
final class AveragedParameters implements AutoCloseable {
  private final INDArray average;
  private final double momentum;
  private boolean hasValues;

  /**
   * @param average one element for each trained parameter
   */
  AveragedParameters(INDArray average, double momentum) {
    this.average = average;
    this.momentum = momentum;
  }

  /** Returns whether there was an update. */
  boolean hasValues() {
    return hasValues;
  }

  /** Returns the averages; writing to the array changes them. */
  INDArray values() {
    return average;
  }

  /** Sets whether there was an update, to continue from saved averages. */
  void setHasValues(boolean updated) {
    hasValues = updated;
  }

  /** Adds the values of the parameters from a position on. */
  void update(long offset, INDArray values) {
    INDArray part = Vectors.range(average, offset, offset + values.length());
    if (hasValues) {
      part.muli(momentum);
      Vectors.addScaled(part, 1 - momentum, values);
    } else {
      part.assign(values);
    }
  }

  /** Marks the end of an update of all parameters. */
  void updated() {
    hasValues = true;
  }

  /** Exchanges the averages from a position on with the values of the parameters. */
  void swap(long offset, INDArray values) {
    INDArray part = Vectors.range(average, offset, offset + values.length());
    try (INDArray copy = values.dup()) {
      values.assign(part);
      part.assign(copy);
    }
  }

  @Override
  public void close() {
    average.close();
  }
}
