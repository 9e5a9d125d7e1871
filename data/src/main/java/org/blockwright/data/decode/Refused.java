package org.blockwright.data.decode;

/** Says inside this package why a file is no picture; users get a DataException or a reason. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  Refused(String reason) {
    super(reason);
  }

  String reason() {
    return getMessage();
  }
}
