package org.blockwright.data.decode;

/** Says inside this package why a file is no picture; users get a DataException or a reason. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean advised;

  Refused(String reason) {
    this(reason, false);
  }

  /**
   * @param advised whether the reason says what to do about it
   */
  Refused(String reason, boolean advised) {
    super(reason);
    this.advised = advised;
  }

  boolean advised() {
    return advised;
  }

  String reason() {
    return getMessage();
  }
}
