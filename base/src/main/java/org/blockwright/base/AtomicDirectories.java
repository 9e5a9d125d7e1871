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
 * Directories that are either whole or not there: written beside the target under a hidden name,
 * renamed when whole, removed when the writing fails. What has the target's name meanwhile stays as
 * it is until then, and comes back if the renaming fails.
 *
 * <p>A process that is killed leaves at most a hidden directory: {@code .NAME.*.new} that nothing
 * trusts, or, if it is killed between the two renamings, the old directory whole as {@code
 * .NAME.*.old}, which {@link #restore} brings back.
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

  /** Returns whether there is nothing of that name, or an empty directory. */
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
   * Returns whether an existing directory can be renamed: the directory above it is writable and
   * lies on the same disk. One that is a mount point cannot.
   */
  public static boolean isReplaceable(Path target) {
    try {
      Path real = resolvedPath(target);
      Path above = real.getParent();
      return above != null
          && Files.isWritable(above)
          && Files.getFileStore(above).equals(Files.getFileStore(real));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(target, e);
    }
  }

  /**
   * Writes a directory and gives it its name when it is whole.
   *
   * @param target absent, empty, or a directory that may be replaced
   * @param mayReplace asked about what has the name in the end (it may have changed while the
   *     writer worked): whether it is to be removed
   * @param last the file that makes the directory trusted; it appears last and goes first
   * @return where the directory is: {@code target}, or the first free of {@code target-1}, {@code
   *     -2}, ... where something has the name that must not or cannot be replaced
   * @throws StorageException where it cannot be written; what was there is unchanged then
   */
  public static Path write(Path target, Predicate<Path> mayReplace, String last, Writer writer) {
    try {
      Path real = resolvedPath(target);
      Files.createDirectories(real.getParent());
      boolean inside = Files.isDirectory(real) && !isReplaceable(real);
      Path staging =
          AtomicFiles.unusedSibling(inside ? real.resolve(real.getFileName()) : real, NEW);
      Files.createDirectory(staging);
      boolean named = false;
      try {
        writer.write(staging);
        named = true;
      } finally {
        if (!named) {
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

  /** Gives a whole directory the target's name; false where that cannot be. */
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
    // Asked again: nothing can be added under the old name any more.
    if (!mayReplace.test(old) || !tryMove(staging, real)) {
      Files.move(old, real);
      return false;
    }
    deleteFiles(old, last);
    return true;
  }

  /** Where the name cannot be had, what was computed is kept under another one. */
  private static Path moveToNumberedSibling(Path staging, Path target) throws IOException {
    for (int i = 1; ; i++) {
      Path other = target.resolveSibling(target.getFileName() + "-" + i);
      if (!Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(staging, other);
        return other;
      }
    }
  }

  /** The files of an empty directory that has to keep its place, the trusted one last. */
  private static void moveFiles(Path staging, Path real, String last) throws IOException {
    List<Path> files = entries(staging);
    files.sort((a, b) -> Boolean.compare(isNamed(a, last), isNamed(b, last)));
    for (Path file : files) {
      Files.move(file, real.resolve(file.getFileName()));
    }
    Files.delete(staging);
  }

  private static boolean isNamed(Path file, String name) {
    return file.getFileName().toString().equals(name);
  }

  /** Renames; an empty directory of the new name goes. */
  private static boolean tryMove(Path from, Path to) {
    try {
      try {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException | java.nio.file.FileAlreadyExistsException e) {
        // Windows: no renaming onto an empty directory.
        Files.deleteIfExists(to);
        Files.move(from, to);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Brings a directory back whose replacement was killed between the two renamings.
   *
   * @param isWhole asked about what is left of it
   * @return whether there was one
   */
  public static boolean restore(Path target, Predicate<Path> isWhole) {
    Path absolute = target.toAbsolutePath().normalize();
    Path above = absolute.getParent();
    if (above == null
        || Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)
        || !Files.isDirectory(above)) {
      return false;
    }
    String begin = "." + absolute.getFileName() + ".";
    try {
      Optional<Path> old =
          entries(above).stream()
              .filter(p -> p.getFileName().toString().startsWith(begin))
              .filter(p -> p.getFileName().toString().matches(".*\\.[0-9a-f]{1,16}\\" + OLD))
              .filter(isWhole)
              .findFirst();
      return old.isPresent() && tryMove(old.get(), absolute);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(above, e);
    }
  }

  /** Links and dots resolved, so that the directory itself is renamed and not a link to it. */
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
   * Removes a directory of files, the trusted one first. What cannot be removed stays under its
   * hidden name, since the new directory is in its place already.
   */
  private static void deleteFiles(Path directory, String last) {
    try {
      Files.deleteIfExists(directory.resolve(last));
      for (Path file : entries(directory)) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException ignored) {
      // Said above.
    }
  }

  /** Removes what this class made. */
  private static void deleteTree(Path directory) {
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
      // Nothing trusts a hidden name, so one that stays does no harm.
    }
  }
}
