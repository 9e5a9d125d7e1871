package org.blockwright.app;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.UsageException;
import org.blockwright.weights.registry.PlatformFolders;

/**
 * The argument {@code -} of options for images: a list of paths on stdin, one per line. It is saved
 * in the cache under its hash, so that a job that uses it can be repeated.
 */
final class ListOnStdin {
  /** The argument. */
  static final String STDIN = "-";

  private ListOnStdin() {}

  /**
   * Returns a path, or the saved list for the argument {@code -}.
   *
   * @throws UsageException if there is no path on stdin, or a line is no path
   * @throws org.blockwright.base.StorageException if stdin cannot be read, or the list not saved
   */
  static Path resolve(Path path, Session session) {
    if (!path.toString().equals(STDIN)) {
      return path;
    }
    List<String> lines = session.readLines();
    if (lines.isEmpty()) {
      throw new UsageException(AppProblems.emptyList());
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(absolute(line.strip())).append('\n'));
    String hash =
        Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString().substring(0, 16);
    Path list = PlatformFolders.standard().cache().resolve("lists").resolve(hash + ".txt");
    AtomicFiles.write(list, text.toString());
    session.progress().note(AppProblems.listSaved(lines.size(), list));
    return list;
  }

  private static Path absolute(String line) {
    try {
      return Path.of(line).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new UsageException(AppProblems.invalidPath(line, e.getReason()), e);
    }
  }
}
