package org.blockwright.base;

/** Training cannot continue, for instance because the loss is NaN: fix the settings. */
public final class TrainingException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
