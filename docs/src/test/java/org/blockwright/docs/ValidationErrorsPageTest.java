package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page on validation errors lists each message about a network description, with an example
 * that a test expects word for word. So every message also has a test.
 */
class ValidationErrorsPageTest {
  private static final Pattern LITERAL =
      Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

  /**
   * A row of the page.
   *
   * @param name name of the factory method
   * @param message example of the message
   */
  private record Row(String name, String message) {}

  private static List<Row> rows() {
    return Page.of("docs/validation-errors.md").lines().stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Splitter.on(" | ").splitToList(line.substring(2)))
        .map(cells -> new Row(code(cells.get(0)), code(cells.get(1))))
        .toList();
  }

  private static String code(String cell) {
    return cell.replace("`<br>`", "\n").replace("`", "");
  }

  @Test
  void pageListsEachMessageOnce() {
    assertThat(rows().stream().map(Row::name))
        .containsExactlyInAnyOrderElementsOf(
            MessageFactory.all().map(MessageFactory::name).toList());
  }

  @Test
  void exampleMatchesFactory() {
    for (Row row : rows()) {
      MessageFactory factory =
          MessageFactory.all().filter(f -> f.name().equals(row.name())).findFirst().orElseThrow();

      assertThat(row.message()).as(row.name()).containsPattern(factory.pattern());
    }
  }

  @Test
  void exampleIsExpectedByATest() throws IOException {
    String expected = String.join("\n\n", literals());

    for (Row row : rows()) {
      assertThat(expected).as(row.name()).contains(row.message());
    }
  }

  /** Returns the string literals in the tests of dsl and model. */
  private static List<String> literals() throws IOException {
    List<String> literals = new ArrayList<>();
    for (String module : List.of("dsl", "model")) {
      try (Stream<Path> files = Files.walk(Page.root().resolve(module).resolve("src/test/java"))) {
        files
            .filter(file -> file.toString().endsWith("Test.java"))
            .flatMap(file -> LITERAL.matcher(readWithJoinedLiterals(file)).results())
            .map(ValidationErrorsPageTest::text)
            .forEach(literals::add);
      }
    }
    return literals;
  }

  /** Reads a source file and joins concatenated string literals. */
  private static String readWithJoinedLiterals(Path file) {
    try {
      return Files.readString(file).replaceAll("(?<=[^\\\\])\"\\s*\\+\\s*\"", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(MatchResult literal) {
    String block = literal.group(1);
    String text = block == null ? literal.group(2) : block.stripIndent();
    // Unicode escapes are not handled by translateEscapes.
    return text.replaceAll("\\\\u[0-9a-fA-F]{4}", "?").translateEscapes();
  }
}
