package org.blockwright.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockwright.base.Csv;
import org.blockwright.base.DataException;
import org.blockwright.dsl.Task;

/**
 * Reads a list of paths of images, one per line: the class of an image is the name of its folder.
 * Paths are relative to the folder of the list, or to that in the options; empty lines are ignored.
 * The keys of the images are those of the common folder of all class folders, so that the files of
 * an image folder have the keys that they have there.
 */
final class PathList {
  static final String EXTENSION = ".txt";

  private PathList() {}

  /**
   * Reads a list.
   *
   * @throws DataException if it cannot be read or is empty, or as {@link ImageCsv#read}
   */
  static Dataset read(Path list, ImageData.Options options) {
    ImageData.requireClasses(list, options);
    Path folder = options.images().orElse(list.toAbsolutePath().getParent()).toAbsolutePath();
    List<Integer> lines = new ArrayList<>();
    List<Path> paths = new ArrayList<>();
    List<String> text = CsvTable.text(list).lines().toList();
    for (int i = 0; i < text.size(); i++) {
      if (!text.get(i).isBlank()) {
        lines.add(i + 1);
        paths.add(path(list, folder, text.get(i), i + 1));
      }
    }
    Path root =
        paths.stream()
            .map(path -> Optional.ofNullable(path.getParent().getParent()).orElse(path.getRoot()))
            .reduce((one, other) -> common(list, one, other))
            .orElseThrow(() -> CsvProblems.emptyList(list));
    ImmutableList.Builder<Csv.Row> rows = ImmutableList.builder();
    for (int i = 0; i < paths.size(); i++) {
      Path path = paths.get(i);
      String name = ClassFolders.name(path.getParent());
      rows.add(new Csv.Row(lines.get(i), List.of(root.relativize(path).toString(), name)));
    }
    CsvTable table =
        new CsvTable(list, ImmutableList.of("file", "label"), rows.build(), ImmutableList.of());
    Task task = options.outputs().get(0).task().orElse(Task.CLASSIFICATION);
    return ImageCsv.read(table, options.withTask(task).withImages(root));
  }

  private static Path path(Path list, Path folder, String line, int number) {
    try {
      Path path = folder.resolve(line.strip()).normalize();
      if (path.getParent() != null) {
        return path;
      }
      // The root of the file system.
    } catch (InvalidPathException e) {
      // A character that no file name has.
    }
    throw CsvProblems.notAPath(list, number, line);
  }

  /**
   * Returns the folder that contains both.
   *
   * @throws DataException if there is none, as for two drives of Windows
   */
  static Path common(Path list, Path one, Path other) {
    Path common = one;
    while (common != null && !other.startsWith(common)) {
      common = common.getParent();
    }
    if (common == null) {
      throw CsvProblems.severalDrives(list, one, other);
    }
    return common;
  }
}
