package org.blockwright.base;

/** The pictures, their folders or their labels are wrong: mend the data. */
public final class DataException extends BlockwrightException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
