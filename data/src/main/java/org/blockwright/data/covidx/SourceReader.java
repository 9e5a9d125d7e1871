package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockwright.base.Csv;
import org.blockwright.base.DataException;

/** Reads the metadata of a source as its {@link Source table} describes it. */
final class SourceReader {
  private final Source source;
  private final Path root;
  private final List<MetadataRow> rows = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private SourceReader(Source source, Path root) {
    this.source = source;
    this.root = root;
  }

  /**
   * Reads all rows of a source.
   *
   * @throws DataException if the folder, the metadata or a column is missing
   */
  static MetadataRow.Rows read(Source source, Path root) {
    if (!Files.isDirectory(root)) {
      throw CovidXProblems.noSourceFolder(source, root);
    }
    return new SourceReader(source, root).read();
  }

  private MetadataRow.Rows read() {
    // On some file systems COVID and covid, or Normal and NORMAL, are one folder.
    Set<Path> read = new HashSet<>();
    for (Listing listing : source.listings()) {
      Optional<Path> folder = first(listing.images()).filter(Files::isDirectory);
      Optional<Path> metadata = first(listing.metadata()).filter(Files::isRegularFile);
      if (folder.isEmpty() && listing.isOfOneClass()) {
        metadata.ifPresent(file -> notes.add(CovidXProblems.sheetWithoutFolder(source, file)));
      } else if (folder.isEmpty()) {
        throw CovidXProblems.noImageFolder(source, root.resolve(listing.images().get(0)));
      } else if (read.add(realPath(folder.get()))) {
        read(listing, folder.get(), metadata);
      }
    }
    if (rows.isEmpty()) {
      throw CovidXProblems.emptySource(source, root);
    }
    return new MetadataRow.Rows(ImmutableList.copyOf(rows), ImmutableList.copyOf(notes));
  }

  private Optional<Path> first(List<String> names) {
    return names.stream().map(root::resolve).filter(Files::exists).findFirst();
  }

  private static Path realPath(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  private void read(Listing listing, Path folder, Optional<Path> metadata) {
    ImageIndex index = new ImageIndex(folder);
    if (metadata.isPresent()) {
      readTable(listing, index, MetadataTable.read(metadata.get()));
    } else if (listing.isOfOneClass()) {
      notes.add(CovidXProblems.folderWithoutSheet(source, folder));
      index.all().stream()
          .filter(file -> fileName(file).toLowerCase(Locale.ROOT).endsWith(".png"))
          .forEach(file -> rows.add(rowWithoutMetadata(listing, folder, file)));
    } else {
      throw CovidXProblems.noMetadata(source, root.resolve(listing.metadata().get(0)));
    }
  }

  private MetadataRow rowWithoutMetadata(Listing listing, Path folder, Path image) {
    int row = rows.size() + 1;
    return new MetadataRow(
        source,
        folder,
        row,
        row,
        relative(image),
        Optional.of(image),
        "",
        listing.finding(),
        "",
        "",
        "",
        "");
  }

  private void readTable(Listing listing, ImageIndex index, MetadataTable table) {
    listing.columns().forEach((column, name) -> requireColumn(listing, table, column, name));
    if (table.isWindows1252()) {
      notes.add(CovidXProblems.windows1252(source, table.file()));
    }
    Set<Path> listed = new HashSet<>();
    for (Csv.Row row : table.rows()) {
      MetadataRow read = row(listing, index, table, row);
      read.image().ifPresent(listed::add);
      rows.add(read);
    }
    long unlisted = index.all().stream().filter(file -> !listed.contains(file)).count();
    if (unlisted > 0) {
      notes.add(CovidXProblems.unlistedFiles(source, unlisted));
    }
  }

  private static void requireColumn(
      Listing listing, MetadataTable table, Column column, String name) {
    if (!listing.optional().contains(column) && !table.hasColumn(name)) {
      throw CovidXProblems.missingColumn(table.file(), name, table.header());
    }
  }

  private MetadataRow row(Listing listing, ImageIndex index, MetadataTable table, Csv.Row row) {
    Map<Column, String> columns = listing.columns();
    String name = cell(table, row, columns, Column.FILE);
    Optional<Path> image =
        name.isEmpty()
            ? Optional.empty()
            : index.find(listing.fileNames(name, cell(table, row, columns, Column.FORMAT)));
    String notesCell = cell(table, row, columns, Column.NOTES);
    return new MetadataRow(
        source,
        table.file(),
        rows.size() + 1,
        row.line(),
        image.map(this::relative).orElse(name),
        image,
        source.patient(cell(table, row, columns, Column.PATIENT)),
        listing.isOfOneClass() ? listing.finding() : cell(table, row, columns, Column.FINDING),
        cell(table, row, columns, Column.VIEW),
        cell(table, row, columns, Column.MODALITY),
        cell(table, row, columns, Column.URL),
        notesCell.isEmpty() ? table.cell(row, "notes") : notesCell);
  }

  private static String cell(
      MetadataTable table, Csv.Row row, Map<Column, String> columns, Column column) {
    return columns.containsKey(column) ? table.cell(row, columns.get(column)) : "";
  }

  private String relative(Path image) {
    return String.join(
        "/", ImmutableList.copyOf(root.relativize(image)).stream().map(Path::toString).toList());
  }

  private static String fileName(Path file) {
    return file.getFileName().toString();
  }
}
