package org.blockwright.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lists the files below a class folder. Follows links and ignores hidden files and folders. Entries
 * that cannot be read, link loops and special files are skipped, with the reason.
 */
final class FolderWalk extends SimpleFileVisitor<Path> {
  private final Path root;
  private final Path folder;
  private final List<Path> found = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();

  private FolderWalk(Path root, Path folder) {
    this.root = root;
    this.folder = folder;
  }

  /**
   * Returns the files, sorted by key.
   *
   * @param skipped receives the skipped entries
   */
  static Map<String, Path> files(Path root, Path folder, List<SkippedFile> skipped) {
    FolderWalk walk = new FolderWalk(root, folder);
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
    } catch (IOException e) {
      throw DataProblems.unreadable(folder, e);
    }
    Map<String, Path> files = new TreeMap<>();
    // Independent of the order of the file system.
    walk.found.sort(Comparator.comparing(Path::toString));
    for (Path file : walk.found) {
      Path first = files.putIfAbsent(key(root, file), file);
      if (first != null) {
        walk.skipped.add(
            new SkippedFile(
                key(root, file),
                DataProblems.duplicateFileName(DataProblems.escaped(fileName(first)))));
      }
    }
    walk.skipped.sort(Comparator.comparing(SkippedFile::key));
    skipped.addAll(walk.skipped);
    return files;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
    if (isHidden(path)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (!path.equals(folder) && linksToAncestor(path, root)) {
      // The walk itself detects loops only below the class folder.
      skip(path, DataProblems.linkLoop());
      return FileVisitResult.SKIP_SUBTREE;
    }
    return FileVisitResult.CONTINUE;
  }

  /** Whether a link leads to the root of the dataset or above it, so to every class. */
  static boolean linksToAncestor(Path path, Path root) {
    try {
      return Files.isSymbolicLink(path) && root.toRealPath().startsWith(path.toRealPath());
    } catch (IOException e) {
      // Links that cannot be followed are skipped when they are visited.
      return false;
    }
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
    if (isHidden(path)) {
      return FileVisitResult.CONTINUE;
    }
    if (attributes.isRegularFile()) {
      found.add(path);
    } else {
      // Since links are followed, only a broken link appears as a link.
      skip(
          path,
          attributes.isSymbolicLink() ? DataProblems.brokenLink() : DataProblems.notARegularFile());
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException e) {
    if (!isHidden(path)) {
      skip(path, reason(e));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path path, IOException e) {
    if (e != null) {
      skip(path, reason(e));
    }
    return FileVisitResult.CONTINUE;
  }

  private void skip(Path path, String reason) {
    skipped.add(new SkippedFile(key(root, path), reason));
  }

  static String reason(IOException e) {
    if (e instanceof FileSystemLoopException) {
      return DataProblems.linkLoop();
    }
    return e instanceof AccessDeniedException
        ? DataProblems.permissionDenied()
        : DataProblems.readError(e.getMessage());
  }

  private boolean isHidden(Path path) {
    return !path.equals(folder) && isHiddenName(fileName(path));
  }

  /** Whether a file or folder is ignored; {@code __MACOSX} has the metadata of archives. */
  static boolean isHiddenName(String name) {
    return name.startsWith(".") || name.equals("__MACOSX");
  }

  /** The path relative to the root, with {@code /}, in Unicode normalization form C. */
  static String key(Path root, Path file) {
    List<String> parts = new ArrayList<>();
    root.relativize(file).forEach(part -> parts.add(toNfc(part.toString())));
    return String.join("/", parts);
  }

  static String fileName(Path path) {
    String name = path.getFileName().toString();
    // Folders in archives.
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  static String toNfc(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
