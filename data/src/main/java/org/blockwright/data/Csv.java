package org.blockwright.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads and writes comma-separated values (RFC 4180), with line feeds as line ends. */
final class Csv {
  private Csv() {}

  /** A row and the number of its first line, from 1. */
  record Row(int line, List<String> cells) {}

  /** Formats a row with its line end; cells with commas, quotes or line ends are quoted. */
  static String line(Object... cells) {
    return Arrays.stream(cells).map(c -> cell(String.valueOf(c))).collect(Collectors.joining(","))
        + "\n";
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Parses all rows; empty lines are ignored. */
  static List<Row> rows(String text) {
    List<Row> rows = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    int line = 1;
    int start = 1;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      if (quoted && i < text.length()) {
        if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          cell.append('"');
          i++;
        } else if (c == '"') {
          quoted = false;
        } else {
          cell.append(c);
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == ',') {
        cells.add(cell.toString());
        cell.setLength(0);
      } else if (c == '\n') {
        if (!cells.isEmpty() || cell.length() > 0) {
          cells.add(cell.toString());
          rows.add(new Row(start, List.copyOf(cells)));
        }
        cells.clear();
        cell.setLength(0);
        start = line + 1;
      } else if (c != '\r' || i + 1 < text.length() && text.charAt(i + 1) != '\n') {
        cell.append(c);
      }
      if (c == '\n') {
        line++;
      }
    }
    return rows;
  }
}
