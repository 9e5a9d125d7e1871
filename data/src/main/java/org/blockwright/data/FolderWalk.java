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
 * All files below a class's folder, links followed, hidden ones ignored. What cannot be read, leads
 * in a circle or is no file at all is listed with the reason; nothing of it ends the walk.
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
   * The files, by key in the order of keys.
   *
   * @param skipped gets what is not a file
   */
  static Map<String, Path> files(Path root, Path folder, List<SkippedFile> skipped) {
    FolderWalk walk = new FolderWalk(root, folder);
    try {
      Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
    } catch (IOException e) {
      throw DataProblems.unreadable(folder, e);
    }
    Map<String, Path> files = new TreeMap<>();
    // The order of a disk means nothing.
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
      // The walk itself knows the folders below the class's alone.
      skip(path, DataProblems.linkLoop());
      return FileVisitResult.SKIP_SUBTREE;
    }
    return FileVisitResult.CONTINUE;
  }

  /** Whether a link leads to the root of the set or above it, hence to every class. */
  static boolean linksToAncestor(Path path, Path root) {
    try {
      return Files.isSymbolicLink(path) && root.toRealPath().startsWith(path.toRealPath());
    } catch (IOException e) {
      // What cannot be followed is met again when it is listed.
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
      // With links followed, a link is met where it leads nowhere.
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
    return !path.equals(folder) && fileName(path).startsWith(".");
  }

  /** The path from the root, with {@code /}, composed (NFC) however the disk spells it. */
  static String key(Path root, Path file) {
    List<String> parts = new ArrayList<>();
    root.relativize(file).forEach(part -> parts.add(toNfc(part.toString())));
    return String.join("/", parts);
  }

  static String fileName(Path path) {
    return path.getFileName().toString();
  }

  static String toNfc(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }
}
