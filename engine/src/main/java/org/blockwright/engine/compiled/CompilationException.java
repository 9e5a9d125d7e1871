package org.blockwright.engine.compiled;

import java.util.function.Supplier;

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

  /** Runs a part of the compilation of an operation; failures name the operation. */
  static <R> R naming(Operation operation, Supplier<R> task) {
    try {
      return task.get();
    } catch (UnsupportedException e) {
      throw new CompilationException(new Unsupported(operation.name(), e.getMessage()));
    } catch (RuntimeException e) {
      if (e.getClass() == RuntimeException.class) {
        // What javacpp makes of a dnnl::error.
        String reason = Reasons.primitive(e.getMessage()).getMessage();
        throw new CompilationException(new Unsupported(operation.name(), reason));
      }
      throw e;
    }
  }
}
