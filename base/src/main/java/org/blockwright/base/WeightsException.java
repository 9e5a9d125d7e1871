package org.blockwright.base;

/** A weights file does not fit or cannot be read: mend the weights, or how they are asked for. */
public final class WeightsException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public WeightsException(String message) {
    super(message);
  }

  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
