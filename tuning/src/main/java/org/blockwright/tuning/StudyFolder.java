package org.blockwright.tuning;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.AtomicDirectories;
import org.blockwright.base.AtomicFiles;

/**
 * The directory of one study, new for each: {@code trials.jsonl}, which grows with each trial, and
 * at the end {@code study.json} and {@code study.csv}. A study that is there is never replaced.
 *
 * @param path an existing directory
 * @param created whether it was made for this study
 */
public record StudyFolder(Path path, boolean created) {

  /**
   * Takes a directory that is not there, or is empty.
   *
   * @throws org.blockwright.base.UsageException where there is something
   * @throws org.blockwright.base.StorageException where it cannot be written
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

  /** Takes the first of {@code studies/<name>-1}, {@code studies/<name>-2}, ... that is free. */
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

  /** Begins the file of trials. */
  public TrialLog createLog() {
    return TrialLog.create(path.resolve(TrialLog.FILE_NAME));
  }

  /** Writes the whole study as a table for spreadsheets, and as JSON. */
  public void write(StudyResult study, String json) {
    AtomicFiles.write(path.resolve("study.json"), json);
    AtomicFiles.write(path.resolve("study.csv"), study.csv());
  }

  /**
   * Removes what a study left that ended before its first trial.
   *
   * @param others further files that were written for it
   */
  public void deleteIfEmpty(String... others) {
    try {
      Path log = path.resolve(TrialLog.FILE_NAME);
      if (Files.exists(log) && Files.size(log) == 0) {
        Files.delete(log);
        for (String other : others) {
          Files.deleteIfExists(path.resolve(other));
        }
      }
      if (created && AtomicDirectories.isAbsentOrEmpty(path)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // What stays is no study: it has no trials.
    }
  }
}
