package org.blockwright.app;

import org.blockwright.base.BlockwrightException;
import org.blockwright.base.UsageException;
import org.blockwright.engine.MemoryLimits;

/** Reports the failure of a command: one line, with {@code --debug} also the stack trace. */
final class ErrorReporter {
  private final Session session;

  ErrorReporter(Session session) {
    this.session = session;
  }

  /**
   * Prints the message and returns the exit code: that of wrong usage for arguments and options.
   */
  int report(Throwable error) {
    session.printError(message(error));
    if (session.debug()) {
      session.printStackTrace(error);
    }
    return error instanceof UsageException ? Main.USAGE_ERROR : Main.FAILURE;
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
