package org.blockwright.base;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes files atomically: the content is written to a temporary file in the same folder, which is
 * renamed once it is complete and deleted if writing fails.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes the content of a file to the given path. */
  @FunctionalInterface
  public interface Writer {
    void write(Path temporary) throws IOException;
  }

  /**
   * Writes {@code target} via a temporary file; missing parent folders are created. If {@code
   * target} is a symbolic link, the file that it points to is replaced.
   *
   * @throws StorageException if the file cannot be written, or {@code target} exists and is not a
   *     regular file
   */
  public static void write(Path target, Writer writer) {
    Path absolute = target.toAbsolutePath();
    Path temporary = absolute;
    try {
      absolute = Files.isSymbolicLink(absolute) ? absolute.toRealPath() : absolute;
      if (Files.exists(absolute) && !Files.isRegularFile(absolute)) {
        throw new IOException("it exists and is not a regular file");
      }
      temporary = unusedSibling(absolute, ".tmp");
      Files.createDirectories(absolute.getParent());
      writer.write(temporary);
      move(temporary, absolute);
    } catch (IOException e) {
      throw cannotWrite(target, e);
    } finally {
      if (!temporary.equals(absolute)) {
        try {
          Files.deleteIfExists(temporary);
        } catch (IOException ignored) {
          // Temporary files are never read, so a remaining one does no harm.
        }
      }
    }
  }

  /** Returns a hidden path in the same folder that does not exist, with a random part. */
  static Path unusedSibling(Path absolute, String extension) {
    Path sibling;
    do {
      String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
      sibling = absolute.resolveSibling("." + absolute.getFileName() + "." + random + extension);
    } while (Files.exists(sibling, LinkOption.NOFOLLOW_LINKS));
    return sibling;
  }

  /** Writes text as UTF-8. */
  public static void write(Path target, String text) {
    write(target, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
  }

  /** Renames a file, atomically where the file system can; an existing file is replaced. */
  public static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Returns the exception for a file or folder that cannot be written, with the reason. */
  public static StorageException cannotWrite(Path target, IOException cause) {
    return new StorageException(
        "Cannot write %s: %s. Free disk space, or choose another path."
            .formatted(target, reason(cause)),
        cause);
  }

  /** Returns the exception for a file or folder that cannot be read, with the reason. */
  public static StorageException cannotRead(Path source, IOException cause) {
    return new StorageException("Cannot read %s: %s.".formatted(source, reason(cause)), cause);
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof java.nio.file.NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof java.nio.file.FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
