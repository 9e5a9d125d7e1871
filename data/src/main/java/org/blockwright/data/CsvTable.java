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
 * @param header the names of the columns; the first ones are those of the image files, wherever
 *     they are in the file
 * @param inputs the inputs of a network that have a column of image files each; empty if there is
 *     one such column
 * @param rows the rows without the header, with as many cells
 */
record CsvTable(
    Path file,
    ImmutableList<String> header,
    ImmutableList<Csv.Row> rows,
    ImmutableList<String> inputs) {
  private static final Set<String> FILE_COLUMNS = Set.of("file", "path", "image", "filename");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads a file.
   *
   * @param inputs the inputs of a network; if there are several, and the file has columns with
   *     their names, these have the files
   * @throws DataException if the columns of some inputs are missing, the header is invalid, there
   *     are no rows, or rows have other numbers of cells
   */
  static CsvTable read(Path file, List<String> inputs) {
    String text = text(file);
    List<Csv.Row> parsed = Csv.parse(file.toString(), text, separator(text));
    if (parsed.isEmpty()) {
      throw CsvProblems.noRows(file);
    }
    List<Integer> ofInputs = inputColumns(file, parsed.get(0), inputs);
    List<Integer> fileColumns = ofInputs.isEmpty() ? List.of(fileColumn(parsed.get(0))) : ofInputs;
    List<Csv.Row> rows = parsed.stream().map(row -> moveToFront(row, fileColumns)).toList();
    ImmutableList<String> header =
        rows.get(0).cells().stream()
            .map(cell -> FolderWalk.toNfc(cell.strip()))
            .collect(ImmutableList.toImmutableList());
    checkHeader(file, header, !ofInputs.isEmpty());
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
    return new CsvTable(
        file,
        header,
        ImmutableList.copyOf(rows.subList(1, rows.size())),
        ofInputs.isEmpty() ? ImmutableList.of() : ImmutableList.copyOf(inputs));
  }

  /** Returns the indices of the columns of several inputs; empty if there are none. */
  private static List<Integer> inputColumns(Path file, Csv.Row header, List<String> inputs) {
    List<String> names = header.cells().stream().map(c -> FolderWalk.toNfc(c.strip())).toList();
    List<String> missing = inputs.stream().filter(input -> !names.contains(input)).toList();
    if (inputs.size() < 2 || missing.size() == inputs.size()) {
      return List.of();
    }
    if (!missing.isEmpty()) {
      throw CsvProblems.missingInputs(file, missing, inputs);
    }
    return inputs.stream().map(names::indexOf).toList();
  }

  /** The number of columns with image files. */
  int fileColumns() {
    return Math.max(1, inputs.size());
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

  private static Csv.Row moveToFront(Csv.Row row, List<Integer> columns) {
    List<String> cells = row.cells();
    if (columns.stream().anyMatch(column -> column >= cells.size())) {
      return row;
    }
    List<String> moved = new ArrayList<>();
    columns.forEach(column -> moved.add(cells.get(column)));
    for (int i = 0; i < cells.size(); i++) {
      if (!columns.contains(i)) {
        moved.add(cells.get(i));
      }
    }
    return new Csv.Row(row.line(), moved);
  }

  /**
   * Reads a text file in UTF-8.
   *
   * @throws DataException if it has another encoding
   * @throws org.blockwright.base.StorageException if it cannot be read
   */
  static String text(Path file) {
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

  private static void checkHeader(Path file, List<String> header, boolean inputs) {
    String first = header.get(0);
    if (header.size() == 1 && first.contains(";")) {
      throw CsvProblems.otherSeparator(file, "semicolons");
    }
    if (!inputs && !isFileColumn(first)) {
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
