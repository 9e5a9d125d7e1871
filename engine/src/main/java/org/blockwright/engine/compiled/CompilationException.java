package org.blockwright.engine.compiled;

/** Signals that a plan does not support the sizes of its inputs. */
final class CompilationException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final transient Unsupported unsupported;

  CompilationException(Unsupported unsupported) {
    super(unsupported.text());
    this.unsupported = unsupported;
  }

  Unsupported unsupported() {
    return unsupported;
  }
}
