package org.blockwright.app;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;

/**
 * Paths in the arguments of a command: files, folders, glob patterns such as {@code
 * 'photos/*.jpg'}, and {@code -} for a list on stdin, one path per line. Shells expand patterns
 * themselves; quoted ones reach the command, so that there may be more files than a command line
 * holds.
 */
final class ImagePaths {
  /** What the help shows as the argument. */
  static final String LABEL = "PATH";

  /** The help about the argument. */
  static final String DESCRIPTION =
      "images, folders of images, quoted patterns such as 'photos/*.jpg', or - for a list of paths"
          + " on stdin";

  private static final String STDIN = "-";

  /** Characters with a meaning in a pattern. */
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  private ImagePaths() {}

  /**
   * Returns the files and folders that the arguments denote, in order. A path that exists is never
   * a pattern.
   *
   * @throws UsageException if a pattern matches nothing
   * @throws StorageException if a folder or stdin cannot be read
   */
  static List<Path> of(List<String> arguments, Session session) {
    List<Path> paths = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals(STDIN)) {
        session.readLines().forEach(line -> paths.add(Path.of(line)));
      } else if (isPattern(argument)) {
        paths.addAll(matches(argument));
      } else {
        paths.add(Path.of(argument));
      }
    }
    return paths;
  }

  private static boolean isPattern(String argument) {
    try {
      return GLOB.matcher(argument).find() && !Files.exists(Path.of(argument));
    } catch (InvalidPathException e) {
      // On Windows, paths cannot contain "*".
      return true;
    }
  }

  private static List<Path> matches(String pattern) {
    // The part before the first component with a special character is a folder.
    String normalized = pattern.replace('\\', '/');
    int special = normalized.substring(0, firstSpecial(normalized)).lastIndexOf('/');
    String folder = normalized.substring(0, special + 1);
    String rest = normalized.substring(special + 1);
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + rest);
    Path start = Path.of(folder.isEmpty() ? "." : folder);
    int depth = rest.contains("**") ? Integer.MAX_VALUE : rest.split("/").length;
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(start)) {
      try (Stream<Path> files = Files.walk(start, depth, FileVisitOption.FOLLOW_LINKS)) {
        files
            .filter(file -> matcher.matches(start.relativize(file)))
            .map(file -> folder.isEmpty() ? start.relativize(file) : file)
            .sorted()
            .forEach(found::add);
      } catch (IOException e) {
        throw AtomicFiles.cannotRead(start, e);
      }
    }
    if (found.isEmpty()) {
      throw new UsageException(AppProblems.noMatch(pattern));
    }
    return found;
  }

  private static int firstSpecial(String pattern) {
    return GLOB.matcher(pattern).results().findFirst().orElseThrow().start();
  }
}
