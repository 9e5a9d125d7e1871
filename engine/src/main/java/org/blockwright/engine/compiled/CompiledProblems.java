package org.blockwright.engine.compiled;

import com.google.common.base.Throwables;
import org.blockwright.base.UsageException;

/** Error messages of compiled graphs. */
final class CompiledProblems {
  private static final long MB = 1024 * 1024;

  private CompiledProblems() {}

  static UsageException outOfMemory(long bytes, String purpose, Throwable cause) {
    return new UsageException(
        "The compiled graph cannot allocate %s MB for %s (%s). Lower the batch size or the input size, or raise --memory."
            .formatted((bytes + MB - 1) / MB, purpose, Throwables.getRootCause(cause).getMessage()),
        cause);
  }
}
