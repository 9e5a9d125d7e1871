package org.blockwright.data.decode;

/** Says inside this package why a file is no picture; users get a DataException or a reason. */
final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean hasAdvice;

  DecodeException(String reason) {
    this(reason, false);
  }

  /**
   * @param advised whether the reason says what to do about it
   */
  DecodeException(String reason, boolean advised) {
    super(reason);
    this.hasAdvice = advised;
  }

  boolean hasAdvice() {
    return hasAdvice;
  }

  String reason() {
    return getMessage();
  }
}
