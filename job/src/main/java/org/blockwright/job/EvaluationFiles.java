package org.blockwright.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;

/**
 * Where an evaluation of a saved model goes: {@code evaluation.json} and {@code evaluation.html} in
 * a directory of any content, a run's own included. The next evaluation there is {@code
 * evaluation-2}, then {@code -3}. No other file is touched.
 *
 * @param metrics the metrics as JSON
 * @param report the report as HTML
 */
public record EvaluationFiles(Path metrics, Path report) {
  static final String STEM = "evaluation";

  /**
   * Checks, before anything is computed, that files can be written into a directory. It is made
   * later, with the files.
   *
   * @throws UsageException where it is a file
   * @throws org.blockwright.base.StorageException where it cannot be written
   */
  public static void check(Path directory) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new UsageException(JobProblems.notAFolder(directory));
    }
    Path existing = directory.toAbsolutePath().normalize();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      Files.delete(Files.createTempFile(existing, ".blockwright", ".tmp"));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(directory, e);
    }
  }

  /**
   * Returns the files for one more evaluation.
   *
   * @param again whether those of the first evaluation are replaced, not numbered
   */
  public static EvaluationFiles in(Path directory, boolean again) {
    EvaluationFiles files = named(directory, STEM);
    for (int i = 2; !again && files.anyExists(); i++) {
      files = named(directory, STEM + "-" + i);
    }
    return files;
  }

  private static EvaluationFiles named(Path directory, String stem) {
    return new EvaluationFiles(
        directory.resolve(stem + ".json"), directory.resolve(stem + ".html"));
  }

  private boolean anyExists() {
    return Files.exists(metrics, LinkOption.NOFOLLOW_LINKS)
        || Files.exists(report, LinkOption.NOFOLLOW_LINKS);
  }
}
