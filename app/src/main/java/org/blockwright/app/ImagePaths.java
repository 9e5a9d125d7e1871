package org.blockwright.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
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
      "images, folders of images, quoted patterns such as 'photos/*.jpg', CSV files with a column"
          + " file or a column for each input of the network, or - for a list of paths on stdin";

  private static final String STDIN = "-";

  /** Characters with a meaning in a pattern. */
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  /** Folders at the start of a component. */
  private static final Pattern FOLDERS = Pattern.compile("(?<![^/])\\*\\*/");

  private ImagePaths() {}

  /**
   * Returns the files and folders that the arguments denote, in order. A path that exists is never
   * a pattern. In patterns, {@code **&#47;} stands for any number of folders, also none.
   *
   * @throws UsageException if a pattern is not valid or matches nothing, a text is no path, or
   *     there is no path on stdin
   * @throws StorageException if a folder or stdin cannot be read
   */
  static List<Path> of(List<String> arguments, Session session) {
    List<Path> paths = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals(STDIN)) {
        List<String> lines = session.readLines();
        if (lines.isEmpty()) {
          throw new UsageException(AppProblems.emptyList());
        }
        lines.forEach(line -> paths.add(path(line)));
      } else if (isPattern(argument)) {
        paths.addAll(matches(argument));
      } else {
        paths.add(path(argument));
      }
    }
    return paths;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException(AppProblems.invalidPath(text, e.getReason()), e);
    }
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
    PathMatcher matcher = matcher(rest, pattern);
    Path start = path(folder.isEmpty() ? "." : folder);
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
      } catch (UncheckedIOException e) {
        throw cannotWalk(start, e.getCause());
      }
    }
    if (found.isEmpty()) {
      throw new UsageException(AppProblems.noMatch(pattern));
    }
    return withoutContents(found);
  }

  /** Folders are searched for images, so a pattern that matches one need not match its files. */
  private static List<Path> withoutContents(List<Path> found) {
    Set<Path> folders = found.stream().filter(Files::isDirectory).collect(Collectors.toSet());
    // The start folder of a pattern such as ** has the empty path, which is no parent of others.
    return folders.contains(Path.of(""))
        ? List.of(Path.of(""))
        : found.stream().filter(path -> !isInside(path, folders)).toList();
  }

  private static boolean isInside(Path path, Set<Path> folders) {
    return Stream.iterate(path.getParent(), Objects::nonNull, Path::getParent)
        .anyMatch(folders::contains);
  }

  private static PathMatcher matcher(String glob, String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + withOptionalFolders(glob));
    } catch (PatternSyntaxException e) {
      throw new UsageException(AppProblems.invalidPattern(pattern, e.getDescription()), e);
    }
  }

  /**
   * Java's {@code **&#47;} needs at least one folder. In groups it remains so: they cannot nest.
   */
  private static String withOptionalFolders(String glob) {
    return FOLDERS
        .matcher(glob)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    isInGroup(glob, match.start()) ? match.group() : "{**/,}"));
  }

  private static boolean isInGroup(String glob, int index) {
    return glob.lastIndexOf('{', index) > glob.lastIndexOf('}', index);
  }

  /** A folder inside the start folder may be unreadable, or a link to a folder that contains it. */
  private static StorageException cannotWalk(Path start, IOException cause) {
    Path folder =
        cause instanceof FileSystemException e && e.getFile() != null
            ? Path.of(e.getFile())
            : start;
    return cause instanceof FileSystemLoopException
        ? new StorageException(AppProblems.folderLoop(folder), cause)
        : AtomicFiles.cannotRead(folder, cause);
  }

  private static int firstSpecial(String pattern) {
    return GLOB.matcher(pattern).results().findFirst().orElseThrow().start();
  }
}
