package org.blockwright.app;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.blockwright.base.UsageException;
import picocli.CommandLine.Option;

/** What all commands that write one file share: a file that exists stays, unless asked for. */
final class OutputFile {
  @Option(names = "--overwrite", order = 60, description = "replace the output file if it exists")
  private boolean overwrite;

  /**
   * Checks before anything is computed.
   *
   * @throws UsageException where the file exists and is not to be replaced
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
