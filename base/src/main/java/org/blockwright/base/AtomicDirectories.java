package org.blockwright.base;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Writes directories atomically: the files are written to a hidden directory next to the target,
 * which is renamed once it is complete and deleted if writing fails. An existing target stays
 * unchanged until then, and is restored if renaming fails. The new files are on the disk before the
 * old ones are deleted, so that a power loss leaves one or the other.
 *
 * <p>A killed process leaves at most a hidden directory: {@code .NAME.*.new}, which is never read,
 * or, if it was killed between the two renames, the complete old directory as {@code .NAME.*.old},
 * which {@link #restore} renames back.
 */
public final class AtomicDirectories {
  private static final String NEW = ".new";
  private static final String OLD = ".old";

  private AtomicDirectories() {}

  /** Writes the files of a directory. */
  @FunctionalInterface
  public interface Writer {
    void write(Path staging) throws IOException;
  }

  /** Returns whether the path does not exist or is an empty directory. */
  public static boolean isAbsentOrEmpty(Path target) {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(target)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      return !entries.iterator().hasNext();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(target, e);
    }
  }

  /**
   * Returns whether an existing directory can be renamed: its parent is writable and on the same
   * file store, which excludes mount points.
   */
  public static boolean isReplaceable(Path target) {
    try {
      Path real = resolvedPath(target);
      Path parent = real.getParent();
      return parent != null
          && Files.isWritable(parent)
          && Files.getFileStore(parent).equals(Files.getFileStore(real));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(target, e);
    }
  }

  /**
   * Writes a directory and renames it to {@code target} once it is complete.
   *
   * @param target a path that does not exist, an empty directory, or a directory that may be
   *     replaced
   * @param mayReplace whether the directory found at {@code target} after writing may be deleted;
   *     it may have changed while the writer ran
   * @param last name of the file that marks the directory as complete; it is created last and
   *     deleted first
   * @return the path of the directory: {@code target}, or the first free one of {@code target-1},
   *     {@code target-2}, ... if {@code target} must not or cannot be replaced
   * @throws StorageException if the directory cannot be written; an existing target is unchanged
   *     then
   */
  public static Path write(Path target, Predicate<Path> mayReplace, String last, Writer writer) {
    try {
      Path real = resolvedPath(target);
      Files.createDirectories(real.getParent());
      boolean inside = Files.isDirectory(real) && !isReplaceable(real);
      Path staging =
          AtomicFiles.unusedSibling(inside ? real.resolve(real.getFileName()) : real, NEW);
      Files.createDirectory(staging);
      boolean complete = false;
      try {
        writer.write(staging);
        DiskSync.tree(staging);
        complete = true;
      } finally {
        if (!complete) {
          deleteTree(staging);
        }
      }
      if (inside) {
        moveFiles(staging, real, last);
        return target;
      }
      return rename(staging, real, mayReplace, last)
          ? target
          : moveToNumberedSibling(staging, target);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(target, e);
    }
  }

  /** Renames a complete directory to the target's path; returns false if that is impossible. */
  private static boolean rename(Path staging, Path real, Predicate<Path> mayReplace, String last)
      throws IOException {
    if (isAbsentOrEmpty(real)) {
      return tryMove(staging, real);
    }
    if (!mayReplace.test(real)) {
      return false;
    }
    Path old = AtomicFiles.unusedSibling(real, OLD);
    if (!tryMove(real, old)) {
      return false;
    }
    // Tested again: after the rename nothing can be added under the original path.
    if (!mayReplace.test(old) || !tryMove(staging, real)) {
      Files.move(old, real);
      return false;
    }
    DiskSync.folder(real.getParent());
    deleteFiles(old, last);
    return true;
  }

  /** Keeps the result under a numbered name if the target's path is not available. */
  private static Path moveToNumberedSibling(Path staging, Path target) throws IOException {
    for (int i = 1; ; i++) {
      Path other = target.resolveSibling(target.getFileName() + "-" + i);
      if (!Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(staging, other);
        return other;
      }
    }
  }

  /** Moves the files into an empty directory that cannot be renamed, the marker file last. */
  private static void moveFiles(Path staging, Path real, String last) throws IOException {
    List<Path> files = entries(staging);
    files.sort((a, b) -> Boolean.compare(isNamed(a, last), isNamed(b, last)));
    for (Path file : files) {
      // What a killed process has moved before is replaced.
      AtomicFiles.move(file, real.resolve(file.getFileName()));
    }
    DiskSync.folder(real);
    Files.delete(staging);
  }

  private static boolean isNamed(Path file, String name) {
    return file.getFileName().toString().equals(name);
  }

  /** Renames a directory, replacing an empty one; returns false if that fails. */
  private static boolean tryMove(Path from, Path to) {
    try {
      try {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException | java.nio.file.FileAlreadyExistsException e) {
        // Windows cannot rename onto an empty directory.
        Files.deleteIfExists(to);
        Files.move(from, to);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Restores the old directory if {@link #write} was killed between its two renames.
   *
   * @param isComplete whether a directory found under a hidden name is complete
   * @return whether a directory was restored
   */
  public static boolean restore(Path target, Predicate<Path> isComplete) {
    Path absolute = target.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null
        || Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)
        || !Files.isDirectory(parent)) {
      return false;
    }
    String prefix = "." + absolute.getFileName() + ".";
    try {
      Optional<Path> old =
          entries(parent).stream()
              .filter(p -> p.getFileName().toString().startsWith(prefix))
              .filter(p -> p.getFileName().toString().matches(".*\\.[0-9a-f]{1,16}\\" + OLD))
              .filter(isComplete)
              .findFirst();
      return old.isPresent() && tryMove(old.get(), absolute);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(parent, e);
    }
  }

  /** Resolves links and dots, so that the directory itself is renamed and not a link to it. */
  private static Path resolvedPath(Path target) throws IOException {
    return Files.exists(target) ? target.toRealPath() : target.toAbsolutePath().normalize();
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(all::add);
    }
    all.sort(null);
    return all;
  }

  /**
   * Deletes a directory, the marker file first. Files that cannot be deleted stay under the hidden
   * name: the new directory is already in place.
   */
  private static void deleteFiles(Path directory, String last) {
    try {
      Files.deleteIfExists(directory.resolve(last));
      deleteTree(directory);
    } catch (IOException ignored) {
      // See the comment above.
    }
  }

  /**
   * Deletes a directory with everything in it. Files that cannot be deleted stay.
   *
   * @param directory may be absent
   */
  public static void deleteTree(Path directory) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException problem)
                throws IOException {
              Files.delete(each);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException ignored) {
      // Directories with a hidden name are never read, so a remaining one does no harm.
    }
  }
}
