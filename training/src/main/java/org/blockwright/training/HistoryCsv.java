package org.blockwright.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;

/**
 * Reads and writes epochs as CSV (RFC 4180): lines end with CR LF (LF alone is accepted too),
 * fields with commas, quotes or line breaks are quoted. Numbers are the shortest text that parses
 * to the same double, in every locale.
 */
final class HistoryCsv {
  private static final List<String> COLUMNS =
      List.of(
          "epoch",
          "train_loss",
          "validation_loss",
          "validation_accuracy",
          "learning_rate",
          "seconds",
          "data_wait_seconds",
          "note");
  private static final String HEADER = String.join(",", COLUMNS);

  private HistoryCsv() {}

  static String format(List<History.Epoch> epochs) {
    return Stream.concat(Stream.of(HEADER), epochs.stream().map(HistoryCsv::line))
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private static String line(History.Epoch e) {
    return String.join(
        ",",
        Integer.toString(e.epoch()),
        Double.toString(e.trainLoss()),
        optional(e.validationLoss()),
        optional(e.validationAccuracy()),
        Double.toString(e.learningRate()),
        Double.toString(e.seconds()),
        Double.toString(e.secondsWaiting()),
        quoted(e.note()));
  }

  private static String optional(OptionalDouble value) {
    return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
  }

  private static String quoted(String field) {
    boolean needsQuotes =
        field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return needsQuotes ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }

  static List<History.Epoch> read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  static List<History.Epoch> parse(String file, String text) {
    List<List<String>> rows = rows(file, text);
    String header = rows.isEmpty() ? "" : String.join(",", rows.get(0));
    if (!header.equals(HEADER)) {
      throw HistoryProblems.wrongHeader(file, HEADER, header);
    }
    List<History.Epoch> epochs = new ArrayList<>();
    for (int row = 2; row <= rows.size(); row++) {
      epochs.add(new Row(file, row, rows.get(row - 1)).epoch());
    }
    return epochs;
  }

  /** A row below the header; the header is row 1. */
  private record Row(String file, int number, List<String> fields) {
    Row {
      if (fields.size() != COLUMNS.size()) {
        throw HistoryProblems.wrongFieldCount(file, number, COLUMNS.size(), fields.size());
      }
    }

    History.Epoch epoch() {
      return new History.Epoch(
          integer(0),
          real(1),
          optionalReal(2),
          optionalReal(3),
          real(4),
          real(5),
          real(6),
          fields.get(7));
    }

    private int integer(int column) {
      try {
        return Integer.parseInt(fields.get(column));
      } catch (NumberFormatException e) {
        throw notANumber(column);
      }
    }

    private double real(int column) {
      try {
        return Double.parseDouble(fields.get(column));
      } catch (NumberFormatException e) {
        throw notANumber(column);
      }
    }

    private OptionalDouble optionalReal(int column) {
      return fields.get(column).isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(real(column));
    }

    private RuntimeException notANumber(int column) {
      return HistoryProblems.notANumber(file, number, COLUMNS.get(column), fields.get(column));
    }
  }

  private static List<List<String>> rows(String file, String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean inQuotes = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inQuotes) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          inQuotes = false;
        }
      } else if (c == '"') {
        inQuotes = true;
      } else if (c == ',' || c == '\n') {
        row.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          rows.add(row);
          row = new ArrayList<>();
        }
      } else if (c != '\r') {
        field.append(c);
      }
    }
    if (inQuotes) {
      throw HistoryProblems.unclosedQuote(file, rows.size() + 1);
    }
    if (field.length() > 0 || !row.isEmpty()) {
      row.add(field.toString());
      rows.add(row);
    }
    return rows;
  }
}
