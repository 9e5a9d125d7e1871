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
 * Files that are either whole or not there: written under a temporary name in the same folder,
 * renamed when whole, removed when the writing fails.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes the content of one file to the path that it is given. */
  @FunctionalInterface
  public interface Writer {
    void write(Path temporary) throws IOException;
  }

  /**
   * Writes {@code target} through a temporary name; folders above it are made. A symbolic link
   * stays one: the file that it points to is replaced.
   *
   * @throws StorageException where it cannot be written, or something that is not a regular file (a
   *     folder, a device) has that name
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
          // Nothing trusts a temporary name, so one that stays does no harm.
        }
      }
    }
  }

  /** A hidden name beside a path that nothing has: no other writer's, and no file of a user. */
  static Path unusedSibling(Path absolute, String ending) {
    Path free;
    do {
      String part = Long.toHexString(ThreadLocalRandom.current().nextLong());
      free = absolute.resolveSibling("." + absolute.getFileName() + "." + part + ending);
    } while (Files.exists(free, LinkOption.NOFOLLOW_LINKS));
    return free;
  }

  /** Writes a text in UTF-8. */
  public static void write(Path target, String text) {
    write(target, temporary -> Files.writeString(temporary, text, StandardCharsets.UTF_8));
  }

  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The message for a file or folder that cannot be written, with the system's reason. */
  public static StorageException cannotWrite(Path target, IOException cause) {
    return new StorageException(
        "Cannot write %s: %s. Free some room, or choose another place."
            .formatted(target, reason(cause)),
        cause);
  }

  /** The message for a file or folder that cannot be read, with the system's reason. */
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
