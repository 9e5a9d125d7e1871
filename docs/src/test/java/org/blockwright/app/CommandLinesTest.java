package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockwright.docs.Pages;
import org.blockwright.job.Job;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * Every command line on a page is accepted by the parser of the command. This test is in the
 * package of the command to access the parser.
 */
class CommandLinesTest {
  private static final String COMMAND = "./blockwright ";

  /** An argument, optionally quoted. */
  private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TestFactory
  Stream<DynamicTest> parserAcceptsCommandLine() {
    return Pages.shellLines(COMMAND)
        .map(shown -> DynamicTest.dynamicTest(shown.location(), () -> parse(shown.line())));
  }

  @Test
  void pagesContainCommandLines() {
    assertThat(Pages.shellLines(COMMAND)).isNotEmpty();
  }

  /** The Java form is compared with the file by {@code GettingStartedTest}. */
  @Test
  void gettingStartedShowsTheSameJobAsCommandAndFile() {
    String line =
        Pages.shellLines(COMMAND + "train")
            .filter(shown -> shown.location().startsWith("docs/getting-started.md:"))
            .map(Pages.ShellLine::line)
            .findFirst()
            .orElseThrow();
    CommandLine command = command();
    CommandLine.ParseResult parsed = command.parseArgs(splitArguments(line)).subcommand();
    MultiplierOptions multipliers =
        (MultiplierOptions)
            parsed.commandSpec().mixins().values().stream()
                .map(CommandLine.Model.CommandSpec::userObject)
                .filter(MultiplierOptions.class::isInstance)
                .findFirst()
                .orElseThrow();
    Job job = JobFlags.apply(Job.defaults(), parsed, command.getCommand());

    assertThat(JobFlags.applyMultipliers(job, multipliers))
        .isEqualTo(Pages.job("docs/getting-started.md"));
  }

  @Test
  void readmeListsCommandsInOrderOfHelp() {
    assertThat(Pages.firstColumn("README.md", "command"))
        .containsExactlyElementsOf(command().getSubcommands().keySet());
  }

  private static CommandLine command() {
    PrintStream discard = new PrintStream(OutputStream.nullOutputStream());
    Session session = new Session(Console.plain(discard, discard), new Interruption());
    CommandLine command = new CommandLine(session);
    Commands.addTo(command, session);
    return command;
  }

  private static void parse(String line) {
    CommandLine command = command();
    String[] arguments = splitArguments(line);
    CommandLine.ParseResult parsed = command.parseArgs(arguments);

    assertThat(parsed.hasSubcommand()).as(line).isTrue();
  }

  /** Splits a line like a shell, without the command name and a comment at the end. */
  private static String[] splitArguments(String line) {
    List<String> arguments = new ArrayList<>();
    Matcher argument = ARGUMENT.matcher(line.substring(COMMAND.length()));
    while (argument.find() && !argument.group().equals("#")) {
      arguments.add(
          Stream.of(1, 2, 3)
              .map(argument::group)
              .filter(text -> text != null)
              .findFirst()
              .orElseThrow());
    }
    return arguments.toArray(String[]::new);
  }
}
