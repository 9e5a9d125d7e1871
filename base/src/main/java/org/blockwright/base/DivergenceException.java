package org.blockwright.base;

/** A loss, a gradient or a weight became NaN or infinite in training: lower the learning rate. */
public final class DivergenceException extends TrainingException {
  private static final long serialVersionUID = 1L;

  public DivergenceException(String message) {
    super(message);
  }

  public DivergenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
