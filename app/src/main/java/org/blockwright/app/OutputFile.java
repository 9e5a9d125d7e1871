package org.blockwright.app;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.base.UsageException;
import picocli.CommandLine.Option;

/** The option {@code --overwrite} of commands that write one file. */
final class OutputFile {
  @Option(names = "--overwrite", order = 60, description = "replace the output file if it exists")
  private boolean overwrite;

  /**
   * Checks that a file may be written, to be called before any computation.
   *
   * @throws UsageException if it exists and {@code --overwrite} is not given
   */
  void check(Path file) {
    if (!overwrite && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(AppProblems.outputFileExists(file));
    }
  }

  void check(Optional<Path> file) {
    file.ifPresent(this::check);
  }
}
