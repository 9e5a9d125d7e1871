package org.blockwright.tuning.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.AtomicDirectories;
import org.blockwright.base.AtomicFiles;
import org.blockwright.tuning.StudyResult;

/**
 * The directory of a study: {@code study.db}, in which each trial is recorded unless the study is
 * in another database, and at the end {@code study.json} and {@code study.csv}. An existing study
 * is never replaced.
 *
 * @param path an existing directory
 * @param created whether it was created for this study
 */
public record StudyFolder(Path path, boolean created) {
  /** Name of the database. */
  public static final String DATABASE = "study.db";

  /**
   * Creates a directory, or uses an empty one.
   *
   * @throws org.blockwright.base.UsageException if it is a file, or a directory that is not empty
   * @throws org.blockwright.base.StorageException if it cannot be created
   */
  public static StudyFolder create(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw StorageProblems.notADirectory(folder);
    }
    if (!AtomicDirectories.isAbsentOrEmpty(folder)) {
      Path database = folder.resolve(DATABASE);
      boolean study = Files.isRegularFile(database);
      throw StorageProblems.directoryNotEmpty(folder, study, study ? finishedTrials(database) : 0);
    }
    try {
      boolean created = !Files.exists(folder);
      Files.createDirectories(folder);
      return new StudyFolder(folder, created);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /** Creates the first of {@code studies/<name>-1}, {@code studies/<name>-2}, ... that is free. */
  public static StudyFolder createNext(Path studies, String name) {
    try {
      Files.createDirectories(studies);
      for (int i = 1; ; i++) {
        try {
          return new StudyFolder(Files.createDirectory(studies.resolve(name + "-" + i)), true);
        } catch (FileAlreadyExistsException e) {
          // The next number.
        }
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(studies.resolve(name + "-1"), e);
    }
  }

  private static int finishedTrials(Path file) {
    try (StudyDatabase database = StudyDatabase.open(file)) {
      return database.studies().stream()
          .map(name -> database.study(name).trials())
          .mapToInt(trials -> (int) trials.stream().filter(t -> t.state().ended()).count())
          .sum();
    }
  }

  /** Returns the file of the database. */
  public Path database() {
    return path.resolve(DATABASE);
  }

  /** Writes {@code study.json} and {@code study.csv}. */
  public void write(StudyResult study, String json) {
    AtomicFiles.write(path.resolve("study.json"), json);
    AtomicFiles.write(path.resolve("study.csv"), study.csv());
  }

  /**
   * Deletes the files of a study that ended before its first trial, and the directory if it was
   * created for it.
   *
   * @param otherFiles names of other files of the study
   */
  public void delete(String... otherFiles) {
    try {
      for (String ending : List.of("", "-wal", "-shm", "-journal")) {
        Files.deleteIfExists(path.resolve(DATABASE + ending));
      }
      for (String name : otherFiles) {
        Files.deleteIfExists(path.resolve(name));
      }
      if (created && AtomicDirectories.isAbsentOrEmpty(path)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The remaining files are harmless: a directory without trials is not a study.
    }
  }
}
