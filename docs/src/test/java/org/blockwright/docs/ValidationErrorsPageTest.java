package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page of what is rejected has each message about a description, with an example that is word
 * for word what a test of the dsl expects: so no message is without a test either.
 */
class ValidationErrorsPageTest {
  private static final Pattern LITERAL =
      Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

  /**
   * @param name of the factory
   * @param message an example
   */
  private record Row(String name, String message) {}

  private static List<Row> rows() {
    return Page.of("docs/what-is-rejected.md").lines().stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> Splitter.on(" | ").splitToList(line.substring(2)))
        .map(cells -> new Row(code(cells.get(0)), code(cells.get(1))))
        .toList();
  }

  private static String code(String cell) {
    return cell.replace("`<br>`", "\n").replace("`", "");
  }

  @Test
  void thePageHasEveryMessageOnce() {
    assertThat(rows().stream().map(Row::name))
        .containsExactlyInAnyOrderElementsOf(
            MessageFactory.all().map(MessageFactory::name).toList());
  }

  @Test
  void theExampleIsOneOfItsFactory() {
    for (Row row : rows()) {
      MessageFactory factory =
          MessageFactory.all().filter(f -> f.name().equals(row.name())).findFirst().orElseThrow();

      assertThat(row.message()).as(row.name()).containsPattern(factory.pattern());
    }
  }

  @Test
  void theExampleIsWhatATestExpects() throws IOException {
    String expected = String.join("\n\n", literals());

    for (Row row : rows()) {
      assertThat(expected).as(row.name()).contains(row.message());
    }
  }

  /** The texts in tests of the dsl. */
  private static List<String> literals() throws IOException {
    try (Stream<Path> files = Files.walk(Page.root().resolve("dsl/src/test/java"))) {
      return files
          .filter(file -> file.toString().endsWith("Test.java"))
          .flatMap(
              file ->
                  LITERAL
                      .matcher(readWithJoinedLiterals(file))
                      .results()
                      .map(ValidationErrorsPageTest::text))
          .toList();
    }
  }

  /** With texts that are put together with a plus as one. */
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
    // Java's own escapes of characters are none of the text's.
    return text.replaceAll("\\\\u[0-9a-fA-F]{4}", "?").translateEscapes();
  }
}
