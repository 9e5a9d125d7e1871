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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The files that a CSV file lists.
 *
 * @param paths the files of each row: one, or one for each input of a network
 * @param keys their paths relative to the folder of images
 */
record ImageList(List<List<Path>> paths, List<List<String>> keys) {

  /**
   * Finds the files.
   *
   * @param folder the folder to which the paths are relative
   * @param errors receives files that are missing, duplicate or outside of the folder
   */
  static ImageList of(CsvTable table, Path folder, CsvErrors errors) {
    List<List<Path>> paths = new ArrayList<>();
    List<List<String>> keys = new ArrayList<>();
    Map<List<String>, Integer> lines = new HashMap<>();
    Path absolute = folder.toAbsolutePath().normalize();
    for (int row = 0; row < table.rows().size(); row++) {
      List<Path> ofRow = new ArrayList<>();
      List<String> cells = table.rows().get(row).cells().subList(0, table.fileColumns());
      int line = table.line(row);
      for (int i = 0; i < cells.size(); i++) {
        Path file = find(absolute, cells.get(i)).orElse(absolute);
        Optional<String> problem = problem(cells.get(i), file, absolute);
        String column = table.header().get(i);
        problem.ifPresentOrElse(text -> errors.add(line, column, text), () -> ofRow.add(file));
      }
      if (ofRow.size() < cells.size()) {
        continue;
      }
      List<String> key = ofRow.stream().map(file -> FolderWalk.key(absolute, file)).toList();
      Integer first = lines.putIfAbsent(key, line);
      if (first != null) {
        String cell = Sample.keyOfInputs(cells);
        errors.add(line, table.header().get(0), CsvCellProblems.duplicateFile(cell, first));
        continue;
      }
      paths.add(ofRow.stream().map(file -> folder.resolve(absolute.relativize(file))).toList());
      keys.add(key);
    }
    return new ImageList(paths, keys);
  }

  /** Returns the key of a row. */
  String key(int row) {
    return Sample.keyOfInputs(keys.get(row));
  }

  /** Returns the row with a key. */
  int row(String key) {
    return IntStream.range(0, keys.size())
        .filter(row -> key(row).equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** Returns why a cell does not name a file below a folder. */
  private static Optional<String> problem(String cell, Path file, Path folder) {
    if (cell.isBlank()) {
      return Optional.of(CsvCellProblems.empty("the path of an image"));
    }
    if (!file.startsWith(folder)) {
      return Optional.of(CsvCellProblems.outsideFolder(cell, folder));
    }
    if (file.equals(folder) || !Files.exists(file)) {
      return Optional.of(CsvCellProblems.missingFile(cell, folder));
    }
    return Files.isDirectory(file) ? Optional.of(CsvCellProblems.notAFile(cell)) : Optional.empty();
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
