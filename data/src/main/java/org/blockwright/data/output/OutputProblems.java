package org.blockwright.data.output;

import java.nio.file.Path;
import org.blockwright.base.UsageException;

/** All messages of this package. */
final class OutputProblems {
  private OutputProblems() {}

  static UsageException outputInSource(Path output, Path source) {
    return new UsageException(
        "The output %s lies in the source %s, which is never changed. Choose another folder."
            .formatted(output, source));
  }

  static UsageException notReplaced(Path output, String reason) {
    return new UsageException(
        "%s is not replaced: %s. Choose another folder.".formatted(output, reason));
  }

  static UsageException otherDataset(Path output) {
    return new UsageException(
        "%s was made from other images or settings, or was changed since then. Choose another folder, or replace it with --overwrite."
            .formatted(output));
  }

  static UsageException otherRun(Path output) {
    return new UsageException(
        "Another process is writing %s. Wait for it, or choose another folder.".formatted(output));
  }
}
