package org.blockwright.base;

/** A run cannot go on, for instance since its loss is no longer a number: mend its settings. */
public final class TrainingException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
