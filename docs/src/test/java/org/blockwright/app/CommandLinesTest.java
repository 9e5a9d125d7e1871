package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockwright.docs.Pages;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * Every command line that pages show is one that the command understands. It stands in the
 * command's package, whose parser nobody else may ask.
 */
class CommandLinesTest {
  private static final String COMMAND = "./blockwright ";

  /** Sub-commands that pages show already. */
  private static final Set<String> PLANNED_SUBCOMMANDS = Set.of();

  /** A word, or one in quotes. */
  private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TestFactory
  Stream<DynamicTest> theCommandUnderstandsTheLine() {
    return Pages.shellLines(COMMAND)
        .map(shown -> DynamicTest.dynamicTest(shown.location(), () -> parse(shown.line())));
  }

  @Test
  void pagesShowCommands() {
    assertThat(Pages.shellLines(COMMAND)).isNotEmpty();
  }

  @Test
  void theReadmeListsEveryCommandInTheOrderOfTheHelp() {
    assertThat(Pages.firstColumn("README.md", "command"))
        .containsExactlyElementsOf(command().getSubcommands().keySet());
  }

  private static CommandLine command() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Session session = new Session(Console.plain(nowhere, nowhere), new Interruption());
    CommandLine command = new CommandLine(session);
    Commands.addTo(command, session);
    return command;
  }

  private static void parse(String line) {
    CommandLine command = command();
    String[] words = splitArguments(line);
    assumeTrue(
        !PLANNED_SUBCOMMANDS.contains(words[0]) || command.getSubcommands().containsKey(words[0]),
        words[0] + " is not there yet");

    CommandLine.ParseResult parsed = command.parseArgs(words);

    assertThat(parsed.hasSubcommand()).as(line).isTrue();
  }

  /** The words of a line as a shell would split it, without the command and its comment. */
  private static String[] splitArguments(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = ARGUMENT.matcher(line.substring(COMMAND.length()));
    while (word.find() && !word.group().equals("#")) {
      words.add(
          Stream.of(1, 2, 3)
              .map(word::group)
              .filter(text -> text != null)
              .findFirst()
              .orElseThrow());
    }
    return words.toArray(String[]::new);
  }
}
