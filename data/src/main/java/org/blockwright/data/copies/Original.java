package org.blockwright.data.copies;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.base.DataException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Grouping;
import org.blockwright.data.ImageFolder;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.Subset;
import org.blockwright.data.output.DatasetFolder;

/**
 * An image of the dataset to augment.
 *
 * @param key its path in the dataset
 * @param file the file
 * @param className its class
 * @param group the images that belong together, such as those of a patient
 * @param subset its subset; empty if the dataset has none, which means training images
 */
record Original(String key, Path file, String className, String group, String subset) {

  /** The images of a folder, and files of it that are no images. */
  record All(ImmutableList<Original> images, ImmutableList<SkippedFile> skipped) {}

  /** Only training images get copies. */
  boolean isAugmented() {
    return subset.isEmpty() || subset.equals(Subset.TRAINING.id());
  }

  /**
   * Reads a folder with a manifest, or with one subfolder per class.
   *
   * @param grouping the groups of a folder without a manifest
   * @throws DataException if it is neither, or a folder of subsets without a manifest
   */
  static All read(Path folder, Grouping grouping) {
    Path manifest = folder.resolve(DatasetFolder.MANIFEST);
    if (Files.isRegularFile(manifest)) {
      return new All(readManifest(folder, manifest), ImmutableList.of());
    }
    requireClasses(folder);
    Dataset data = ImageFolder.read(folder, ImageFolder.Options.defaults().withGrouping(grouping));
    return new All(
        data.samples().stream()
            .map(
                sample ->
                    new Original(
                        sample.key(),
                        sample.file().orElseThrow(),
                        data.className(sample),
                        sample.group(),
                        ""))
            .collect(ImmutableList.toImmutableList()),
        data.skipped());
  }

  private static void requireClasses(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Set<String> subsets = Stream.of(Subset.values()).map(Subset::id).collect(Collectors.toSet());
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> names =
          entries
              .filter(Files::isDirectory)
              .map(entry -> entry.getFileName().toString())
              .filter(name -> !name.startsWith("."))
              .toList();
      if (!names.isEmpty() && subsets.containsAll(names)) {
        throw CopyProblems.splitFolder(folder);
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }

  private static ImmutableList<Original> readManifest(Path folder, Path manifest) {
    List<Csv.Row> rows;
    try {
      rows = Csv.parse(manifest.toString(), Files.readString(manifest, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(manifest, e);
    }
    List<String> header = rows.isEmpty() ? List.of() : rows.get(0).cells();
    for (String name : List.of("path", "class", "group")) {
      if (!header.contains(name)) {
        throw CopyProblems.manifestColumn(manifest, name, header);
      }
    }
    List<Original> images = new ArrayList<>();
    for (Csv.Row row : rows.subList(1, rows.size())) {
      String path = cell(row, header, "path");
      Path file = folder.resolve(path).normalize();
      if (path.isEmpty() || !file.startsWith(folder.normalize()) || file.equals(folder)) {
        throw CopyProblems.manifestPath(manifest, row.line(), path);
      }
      images.add(
          new Original(
              path,
              file,
              cell(row, header, "class"),
              cell(row, header, "group"),
              cell(row, header, "subset")));
    }
    return ImmutableList.copyOf(images);
  }

  private static String cell(Csv.Row row, List<String> header, String name) {
    int index = header.indexOf(name);
    return index < 0 || index >= row.cells().size() ? "" : row.cells().get(index);
  }
}
