package org.blockwright.data.decode;

/** The reason why a file cannot be decoded; callers get a DataException or the reason. */
final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean hasAdvice;

  DecodeException(String reason) {
    this(reason, false);
  }

  /**
   * @param hasAdvice whether the reason includes how to fix it
   */
  DecodeException(String reason, boolean hasAdvice) {
    super(reason);
    this.hasAdvice = hasAdvice;
  }

  boolean hasAdvice() {
    return hasAdvice;
  }

  String reason() {
    return getMessage();
  }
}
