package org.blockwright.app;

import org.blockwright.base.BlockwrightException;
import org.blockwright.engine.MemoryLimits;

/** What a failed command says: one line, and with {@code --debug} the trace. */
final class Failures {
  private final Session session;

  Failures(Session session) {
    this.session = session;
  }

  /** Says it; gives the exit code. */
  int report(Throwable error) {
    session.complain(message(error));
    if (session.debug()) {
      session.trace(error);
    }
    return Main.WRONG;
  }

  private static String message(Throwable error) {
    if (error instanceof BlockwrightException) {
      return error.getMessage();
    }
    if (error instanceof OutOfMemoryError) {
      return AppProblems.outOfMemory(MemoryLimits.read().text());
    }
    return AppProblems.unexpected(error);
  }
}
