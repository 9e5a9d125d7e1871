package org.blockwright.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Comma-separated values: RFC 4180, except that lines end with LF as in other tools of the field
 * (Keras's {@code CSVLogger}, pandas). CR LF is read too. Cells are quoted only if they contain a
 * comma, a quote or a line break.
 *
 * <pre>{@code
 * String csv = Csv.line("path", "reason") + Csv.line("a.png", "truncated, 12 bytes");
 * List<Csv.Row> rows = Csv.parse("skipped.csv", csv);
 * rows.get(1).cells();                       // [a.png, "truncated, 12 bytes"]
 * }</pre>
 */
public final class Csv {
  private static final CsvFactory FACTORY =
      CsvFactory.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .build();

  private Csv() {}

  /**
   * A row of a file.
   *
   * @param line the line on which the row starts; the first line is 1
   */
  public record Row(int line, List<String> cells) {
    public Row {
      cells = ImmutableList.copyOf(cells);
    }
  }

  /** Returns one row with its line end; cells are converted to strings. */
  public static String line(Object... cells) {
    return line(Arrays.asList(cells));
  }

  /** Returns one row with its line end; cells are converted to strings. */
  public static String line(List<?> cells) {
    StringWriter text = new StringWriter();
    try (CsvGenerator generator = FACTORY.createGenerator(text)) {
      generator.setSchema(CsvSchema.emptySchema());
      generator.writeStartArray();
      for (Object cell : cells) {
        generator.writeString(String.valueOf(cell));
      }
      generator.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return text.toString();
  }

  /**
   * Parses all rows. Empty lines are skipped.
   *
   * @param file name of the file in error messages
   * @throws DataException if a quote is not closed, or text follows a closing quote
   */
  public static List<Row> parse(String file, String text) {
    return parse(file, text, ',');
  }

  /**
   * Parses all rows as {@link #parse(String, String)}.
   *
   * @param separator the character between cells, such as a tab
   */
  public static List<Row> parse(String file, String text, char separator) {
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    int line = 1;
    try (CsvParser parser = FACTORY.createParser(text)) {
      parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        line = parser.currentLocation().getLineNr();
        Stream.Builder<String> cells = Stream.builder();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
          cells.add(parser.getText());
        }
        Row row = new Row(line, cells.build().toList());
        if (!row.cells().equals(List.of(""))) {
          rows.add(row);
        }
      }
    } catch (JsonProcessingException e) {
      // The location of the exception is the end of the file if a quote is not closed.
      throw CsvProblems.invalidQuotes(file, line);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory does not fail", e);
    }
    return rows.build();
  }
}
