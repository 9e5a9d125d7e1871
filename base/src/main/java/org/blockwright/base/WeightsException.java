package org.blockwright.base;

/** A weights file is invalid or does not match the network: fix the weights or their options. */
public final class WeightsException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public WeightsException(String message) {
    super(message);
  }

  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
