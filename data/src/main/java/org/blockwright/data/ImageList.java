package org.blockwright.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files that a CSV file lists.
 *
 * @param paths the file of each row
 * @param keys their paths relative to the folder of images
 */
record ImageList(List<Path> paths, List<String> keys) {

  /**
   * Finds the files.
   *
   * @param folder the folder to which the paths are relative
   * @param errors receives files that are missing, duplicate or outside of the folder
   */
  static ImageList of(CsvTable table, Path folder, CsvErrors errors) {
    String column = table.header().get(0);
    List<Path> paths = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    Map<String, Integer> lines = new HashMap<>();
    Path absolute = folder.toAbsolutePath().normalize();
    for (int row = 0; row < table.rows().size(); row++) {
      String cell = table.rows().get(row).cells().get(0);
      int line = table.line(row);
      if (cell.isBlank()) {
        errors.add(line, column, CsvCellProblems.empty("the path of an image"));
        continue;
      }
      Path file = find(absolute, cell).orElse(absolute);
      if (!file.startsWith(absolute)) {
        errors.add(line, column, CsvCellProblems.outsideFolder(cell, absolute));
        continue;
      }
      if (file.equals(absolute) || !Files.exists(file)) {
        errors.add(line, column, CsvCellProblems.missingFile(cell, absolute));
        continue;
      }
      if (Files.isDirectory(file)) {
        errors.add(line, column, CsvCellProblems.notAFile(cell));
        continue;
      }
      String key = FolderWalk.key(absolute, file);
      Integer first = lines.putIfAbsent(key, line);
      if (first != null) {
        errors.add(line, column, CsvCellProblems.duplicateFile(cell, first));
        continue;
      }
      paths.add(folder.resolve(absolute.relativize(file)));
      keys.add(key);
    }
    return new ImageList(paths, keys);
  }

  /**
   * Returns the file of a cell. Backslashes of paths that were written on Windows and other Unicode
   * normalization forms are accepted. Empty if no file can have this name.
   */
  private static Optional<Path> find(Path folder, String cell) {
    try {
      List<Path> candidates =
          Stream.of(
                  cell,
                  cell.replace('\\', '/'),
                  Normalizer.normalize(cell, Normalizer.Form.NFC),
                  Normalizer.normalize(cell, Normalizer.Form.NFD))
              .map(name -> folder.resolve(name).normalize())
              .toList();
      return candidates.stream()
          .filter(Files::exists)
          .findFirst()
          .or(() -> Optional.of(candidates.get(0)));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
