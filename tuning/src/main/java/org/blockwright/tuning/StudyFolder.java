package org.blockwright.tuning;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.AtomicDirectories;
import org.blockwright.base.AtomicFiles;

/**
 * The directory of a study: {@code trials.jsonl}, to which each trial is appended, and at the end
 * {@code study.json} and {@code study.csv}. An existing study is never replaced.
 *
 * @param path an existing directory
 * @param created whether it was created for this study
 */
public record StudyFolder(Path path, boolean created) {

  /**
   * Creates a directory, or uses an empty one.
   *
   * @throws org.blockwright.base.UsageException if it is a file, or a directory that is not empty
   * @throws org.blockwright.base.StorageException if it cannot be created
   */
  public static StudyFolder create(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw TuningProblems.notADirectory(folder);
    }
    if (!AtomicDirectories.isAbsentOrEmpty(folder)) {
      Path log = folder.resolve(TrialLog.FILE_NAME);
      boolean study = Files.isRegularFile(log);
      throw TuningProblems.directoryNotEmpty(folder, study, study ? TrialLog.read(log).size() : 0);
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

  /** Creates {@code trials.jsonl}. */
  public TrialLog createLog() {
    return TrialLog.create(path.resolve(TrialLog.FILE_NAME));
  }

  /** Writes {@code study.json} and {@code study.csv}. */
  public void write(StudyResult study, String json) {
    AtomicFiles.write(path.resolve("study.json"), json);
    AtomicFiles.write(path.resolve("study.csv"), study.csv());
  }

  /**
   * Deletes the files of a study that ended before its first trial.
   *
   * @param otherFiles names of other files of the study
   */
  public void deleteIfEmpty(String... otherFiles) {
    try {
      Path log = path.resolve(TrialLog.FILE_NAME);
      if (Files.exists(log) && Files.size(log) == 0) {
        Files.delete(log);
        for (String name : otherFiles) {
          Files.deleteIfExists(path.resolve(name));
        }
      }
      if (created && AtomicDirectories.isAbsentOrEmpty(path)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // The remaining files are harmless: a directory without trials is not a study.
    }
  }
}
