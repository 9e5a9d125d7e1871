package org.blockwright.base;

/** An argument or option is invalid: fix the call. */
public final class UsageException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
