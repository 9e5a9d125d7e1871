package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.BlockwrightException;
import org.blockwright.dsl.format.Document;
import org.blockwright.dsl.format.NetworkFormat;

/**
 * The file of a cross-validation in its directory, from which it is resumed.
 *
 * @param job the settings
 * @param folds number of folds
 * @param images the SHA-256 of the dataset, see {@link org.blockwright.data.Dataset#hash}
 * @param commands the command line that started it, and those that resumed it
 * @param complete whether all folds have ended
 */
record FoldsFile(Job job, int folds, String images, List<String> commands, boolean complete) {
  static final String NAME = "folds.yaml";

  private static final String COMMANDS = "commands";
  private static final String FOLDS = "folds";
  private static final String IMAGES = "images sha256";
  private static final String COMPLETE = "complete";

  /** Returns whether a directory has a cross-validation. */
  static boolean isIn(Path directory) {
    return Files.isRegularFile(directory.resolve(NAME));
  }

  /**
   * Reads the file of a directory.
   *
   * @throws BlockwrightException if it is invalid
   */
  static FoldsFile read(Path directory) {
    Path file = directory.resolve(NAME);
    Document document = Document.read(file);
    return new FoldsFile(
        Job.read(file),
        document.get(FOLDS).integer(),
        document.get(IMAGES).text(),
        document.get(COMMANDS).list().stream().map(Document::text).toList(),
        document.get(COMPLETE).bool());
  }

  /** Writes the file, and a network or a head that was built in Java beside it. */
  void write(Path directory) {
    JobFile.files(job).forEach((name, text) -> AtomicFiles.write(directory.resolve(name), text));
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(COMMANDS, commands);
    entries.put(FOLDS, folds);
    entries.put(IMAGES, images);
    entries.put(COMPLETE, complete);
    entries.putAll(JobFile.entries(job));
    AtomicFiles.write(directory.resolve(NAME), NetworkFormat.toYaml(entries));
  }

  /** Deletes the files that {@link #write} has written. */
  void delete(Path directory) {
    try {
      for (String name : JobFile.files(job).keySet()) {
        Files.deleteIfExists(directory.resolve(name));
      }
      Files.deleteIfExists(directory.resolve(NAME));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }

  /** Returns a copy with the command line that resumes it. */
  FoldsFile resumedBy(String command) {
    List<String> all = ImmutableList.<String>builder().addAll(commands).add(command).build();
    return new FoldsFile(job, folds, images, all, complete);
  }

  /** Returns a copy of which all folds have ended. */
  FoldsFile completed() {
    return new FoldsFile(job, folds, images, commands, true);
  }
}
