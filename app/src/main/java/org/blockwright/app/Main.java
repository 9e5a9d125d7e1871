package org.blockwright.app;

import java.io.PrintWriter;
import java.util.Optional;
import org.blockwright.base.ThreadLimit;
import org.blockwright.engine.Engine;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The command {@code blockwright}. */
public final class Main {
  static final int SUCCESS = 0;
  static final int FAILURE = 1;
  static final int USAGE_ERROR = 2;
  static final int INTERRUPTED = 130;

  private Main() {}

  public static void main(String[] arguments) {
    Console console = Console.system();
    Optional<String> problem = ThreadLimit.problem(System.getenv());
    if (problem.isPresent()) {
      // Checked before a native library is loaded, which would exit without a message.
      console.err().println(problem.get());
      System.exit(USAGE_ERROR);
    }
    Preload.start(arguments);
    Interruption interruption = new Interruption();
    interruption.listen(() -> console.err().println(interruption.message()));
    int code = run(console, interruption, arguments);
    console.out().flush();
    interruption.markFinished();
    System.exit(code);
  }

  /** Runs a command line and returns the exit code. */
  static int run(Console console, Interruption interruption, String... arguments) {
    Session session = new Session(console, interruption, arguments);
    int code;
    try {
      code = commandLine(console, session).execute(arguments);
    } catch (Error e) {
      // picocli's handler receives exceptions only.
      code = new ErrorReporter(session).report(e);
    }
    return interruption.isRequested() ? INTERRUPTED : code;
  }

  private static CommandLine commandLine(Console console, Session session) {
    CommandLine line = new CommandLine(session);
    Commands.addTo(line, session);
    ErrorReporter errors = new ErrorReporter(session);
    return line.setOut(new PrintWriter(console.out(), true))
        .setErr(new PrintWriter(console.err(), true))
        .setColorScheme(Help.defaultColorScheme(console.color() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setParameterExceptionHandler(
            (error, arguments) -> {
              session.printError(UsageErrors.message(error));
              return USAGE_ERROR;
            })
        .setExecutionStrategy(
            parsed -> {
              Engine.setMode(JobFlags.engine(parsed));
              Engine.setNoticeListener(session.progress()::note);
              return new CommandLine.RunLast().execute(parsed);
            })
        .setExecutionExceptionHandler((error, command, parsed) -> errors.report(error));
  }
}
