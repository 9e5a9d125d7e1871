package org.blockwright.engine.compiled;

/** Signals a reason for which a vertex cannot be compiled; caught where the vertex is known. */
final class UnsupportedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedException(String reason) {
    super(reason);
  }
}
