package org.blockwright.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The page on validation errors lists each message about a network description, with an example
 * that a test expects word for word. So every message also has a test.
 */
class ValidationErrorsPageTest {
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
  void exampleIsExpectedByATest() {
    String expected = String.join("\n\n", TestLiterals.of("dsl", "model"));

    for (Row row : rows()) {
      assertThat(expected).as(row.name()).contains(row.message());
    }
  }
}
