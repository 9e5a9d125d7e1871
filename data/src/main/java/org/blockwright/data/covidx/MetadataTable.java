package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.base.DataException;

/**
 * The cells of a file of metadata. Names of columns are compared ignoring case and surrounding
 * blanks, and a blank within a name is an underscore.
 *
 * @param file the CSV file or sheet
 * @param header the names of the columns, as they are compared
 * @param rows the rows after the header
 * @param encoding the encoding of a CSV file
 */
record MetadataTable(
    Path file, ImmutableList<String> header, ImmutableList<Csv.Row> rows, String encoding) {

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  /**
   * Reads a CSV file or, by its extension, a sheet.
   *
   * @throws DataException if it has no rows, or a row has more cells than the header
   */
  static MetadataTable read(Path file) {
    if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".xlsx")) {
      return of(file, XlsxFile.firstSheet(file), "xlsx");
    }
    byte[] content;
    try {
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
    Charset encoding = encoding(content);
    String text = new String(content, encoding);
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return of(file, Csv.parse(file.toString(), withoutMark), encoding.name());
  }

  private static MetadataTable of(Path file, List<Csv.Row> rows, String encoding) {
    if (rows.size() < 2) {
      throw CovidXProblems.noRows(file);
    }
    ImmutableList<String> header =
        rows.get(0).cells().stream()
            .map(MetadataTable::columnName)
            .collect(ImmutableList.toImmutableList());
    for (Csv.Row row : rows.subList(1, rows.size())) {
      for (int i = header.size(); i < row.cells().size(); i++) {
        if (!row.cells().get(i).isBlank()) {
          throw CovidXProblems.tooManyCells(file, row.line(), header.size(), row.cells().size());
        }
      }
    }
    return new MetadataTable(
        file, header, ImmutableList.copyOf(rows.subList(1, rows.size())), encoding);
  }

  private static String columnName(String cell) {
    return cell.strip().replaceAll("\\s+", "_").toLowerCase(Locale.ROOT);
  }

  /** A byte order mark decides; then UTF-8, if it is valid; then Windows-1252. */
  private static Charset encoding(byte[] content) {
    if (startsWith(content, 0xFF, 0xFE)) {
      return StandardCharsets.UTF_16LE;
    }
    if (startsWith(content, 0xFE, 0xFF)) {
      return StandardCharsets.UTF_16BE;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return StandardCharsets.UTF_8;
    } catch (CharacterCodingException e) {
      return WINDOWS_1252;
    }
  }

  private static boolean startsWith(byte[] content, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (content.length <= i || (content[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether the text is not UTF-8, which CSV files of today usually are. */
  boolean isWindows1252() {
    return encoding.equals(WINDOWS_1252.name());
  }

  boolean hasColumn(String name) {
    return header.contains(name);
  }

  /** Returns a cell without surrounding blanks; empty if the column or the cell is missing. */
  String cell(Csv.Row row, String column) {
    int index = header.indexOf(column);
    return index < 0 || index >= row.cells().size() ? "" : row.cells().get(index).strip();
  }
}
