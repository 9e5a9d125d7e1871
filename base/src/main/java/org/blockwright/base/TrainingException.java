package org.blockwright.base;

/** Training cannot continue: fix the settings, the data or the machine. */
public sealed class TrainingException extends BlockwrightException permits DivergenceException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
