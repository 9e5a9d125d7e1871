package org.blockwright.base;

/** The description of a network is wrong: mend the network. */
public final class DescriptionException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public DescriptionException(String message) {
    super(message);
  }

  public DescriptionException(String message, Throwable cause) {
    super(message, cause);
  }
}
