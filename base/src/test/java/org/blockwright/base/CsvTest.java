package org.blockwright.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  private static List<List<String>> cells(String text) {
    return Csv.parse("x.csv", text).stream().map(Csv.Row::cells).toList();
  }

  /** The cells of RFC 4180, section 2, and the line end of this class. */
  @Test
  void quotesOnlyCellsThatNeedIt() {
    assertThat(Csv.line("aaa", "b \"bb", "c,c", "d\r\nd", "# e", " f ", "é", 1.0E-4, ""))
        .isEqualTo("aaa,\"b \"\"bb\",\"c,c\",\"d\r\nd\",# e, f ,é,1.0E-4,\n");
  }

  @Test
  void readsWhatItWrote() {
    List<List<String>> rows =
        List.of(
            List.of("path", "reason"),
            List.of("", ""),
            List.of("# a\"b", "c, d"),
            List.of("two\nlines", "\r"),
            List.of(" a ", " ", "\t"),
            List.of("\"", ",,"));

    String text = rows.stream().map(Csv::line).collect(Collectors.joining());

    assertThat(cells(text)).isEqualTo(rows);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\nc,d", "\na,b\r\n\nc,d\n\n"})
  void acceptsEveryLineEndAndSkipsEmptyLines(String text) {
    assertThat(cells(text)).containsExactly(List.of("a", "b"), List.of("c", "d"));
  }

  @Test
  void knowsTheFirstLineOfEachRow() {
    List<Csv.Row> rows = Csv.parse("x.csv", "a\n\n\"b\nb\",1\r\nc\n");

    assertThat(rows).extracting(Csv.Row::line).containsExactly(1, 3, 5);
  }

  @Test
  void emptyFileHasNoRows() {
    assertThat(cells("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\n\"b\n\n", "a\n\"b\"c,d\n"})
  void rejectsInvalidQuotesWithTheirLine(String text) {
    assertThatThrownBy(() -> Csv.parse("x.csv", text))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "x.csv:2: invalid CSV: a quote is not closed, or text follows a closing quote. Write a"
                + " quote inside a quoted cell twice.");
  }
}
