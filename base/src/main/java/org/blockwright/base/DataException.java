package org.blockwright.base;

/** Images, image folders or labels are invalid: fix the data. */
public final class DataException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
