package org.blockwright.base;

/** A network description is invalid: fix the network. */
public non-sealed class DescriptionException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public DescriptionException(String message) {
    super(message);
  }

  public DescriptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
