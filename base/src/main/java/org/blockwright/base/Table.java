package org.blockwright.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A plain text table; numeric columns are right-aligned. */
public final class Table {
  private final List<String[]> rows = new ArrayList<>();

  /** Creates a table with these column headers. */
  public Table(String... header) {
    rows.add(header);
  }

  /** Adds a row with one cell per column. */
  public void row(String... cells) {
    rows.add(cells);
  }

  @Override
  public String toString() {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    boolean[] right = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      int column = c;
      widths[c] = rows.stream().mapToInt(r -> r[column].length()).max().orElse(0);
      right[c] =
          rows.stream().skip(1).allMatch(r -> r[column].matches("(-?[\\d,.]+( [KM]B)?|n/a)?"));
    }
    return rows.stream()
        .map(
            row ->
                IntStream.range(0, columns)
                    .mapToObj(c -> cell(row[c], widths[c], right[c]))
                    .collect(Collectors.joining("  "))
                    .stripTrailing())
        .collect(Collectors.joining("\n"));
  }

  private static String cell(String text, int width, boolean right) {
    return width == 0
        ? ""
        : String.format(Locale.ROOT, right ? "%" + width + "s" : "%-" + width + "s", text);
  }
}
