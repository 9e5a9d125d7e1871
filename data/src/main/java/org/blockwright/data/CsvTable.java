package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.base.DataException;

/**
 * The cells of a CSV file of images, separated by commas or tabs.
 *
 * @param file the CSV file
 * @param header the names of the columns; the first is that of the image files, wherever it is in
 *     the file
 * @param rows the rows without the header, with as many cells
 */
record CsvTable(Path file, ImmutableList<String> header, ImmutableList<Csv.Row> rows) {
  private static final Set<String> FILE_COLUMNS = Set.of("file", "path", "image", "filename");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads a file.
   *
   * @throws DataException if the header is invalid, there are no rows, or rows have other numbers
   *     of cells
   */
  static CsvTable read(Path file) {
    String text = text(file);
    List<Csv.Row> parsed = Csv.parse(file.toString(), text, separator(text));
    if (parsed.isEmpty()) {
      throw CsvProblems.noRows(file);
    }
    int fileColumn = fileColumn(parsed.get(0));
    List<Csv.Row> rows = parsed.stream().map(row -> moveToFront(row, fileColumn)).toList();
    ImmutableList<String> header =
        rows.get(0).cells().stream()
            .map(cell -> FolderWalk.toNfc(cell.strip()))
            .collect(ImmutableList.toImmutableList());
    checkHeader(file, header);
    if (rows.size() == 1) {
      throw CsvProblems.noRows(file);
    }
    CsvErrors errors = new CsvErrors(file);
    for (Csv.Row row : rows.subList(1, rows.size())) {
      if (row.cells().size() != header.size()) {
        errors.add(CsvCellProblems.cellCount(file, row.line(), header.size(), row.cells().size()));
      }
    }
    errors.throwIfAny();
    return new CsvTable(file, header, ImmutableList.copyOf(rows.subList(1, rows.size())));
  }

  /** Returns a tab if the header has tabs and no commas. */
  private static char separator(String text) {
    String header = text.lines().findFirst().orElse("");
    return header.contains("\t") && !header.contains(",") ? '\t' : ',';
  }

  /** Returns the index of the column of the files; 0 if none has such a name. */
  private static int fileColumn(Csv.Row header) {
    return IntStream.range(0, header.cells().size())
        .filter(i -> isFileColumn(header.cells().get(i).strip()))
        .findFirst()
        .orElse(0);
  }

  private static boolean isFileColumn(String name) {
    return FILE_COLUMNS.contains(name.toLowerCase(Locale.ROOT));
  }

  private static Csv.Row moveToFront(Csv.Row row, int column) {
    if (column == 0 || column >= row.cells().size()) {
      return row;
    }
    List<String> cells = new ArrayList<>(row.cells());
    cells.add(0, cells.remove(column));
    return new Csv.Row(row.line(), cells);
  }

  private static String text(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      // Spreadsheets write a byte order mark in front of UTF-8.
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw CsvProblems.notUtf8(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  private static void checkHeader(Path file, List<String> header) {
    String first = header.get(0);
    if (header.size() == 1 && first.contains(";")) {
      throw CsvProblems.otherSeparator(file, "semicolons");
    }
    if (!isFileColumn(first)) {
      throw CsvProblems.fileColumn(file, first);
    }
    Set<String> distinct = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).isEmpty()) {
        throw CsvProblems.emptyColumnName(file, i + 1);
      }
      if (!distinct.add(header.get(i))) {
        throw CsvProblems.duplicateColumn(file, header.get(i));
      }
    }
  }

  /** Returns the index of a column, ignoring case if no column has exactly this name; or -1. */
  int column(String name) {
    int exact = header.indexOf(name);
    return exact >= 0
        ? exact
        : IntStream.range(0, header.size())
            .filter(i -> header.get(i).equalsIgnoreCase(name))
            .findFirst()
            .orElse(-1);
  }

  /** Returns the cells of a column without surrounding spaces, in normalization form C. */
  List<String> cells(int column) {
    return rows.stream().map(row -> FolderWalk.toNfc(row.cells().get(column).strip())).toList();
  }

  /** Returns the line of a row. */
  int line(int row) {
    return rows.get(row).line();
  }
}
