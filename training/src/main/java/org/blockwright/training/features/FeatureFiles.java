package org.blockwright.training.features;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.FileLocks;
import org.blockwright.base.TrainingException;

/**
 * Features in a directory, for several processes and for a later one:
 *
 * <pre>
 * DIR/KEY.features  rows of floats in native byte order, complete
 * DIR/KEY.partial   being written by the process that holds the lock
 * DIR/KEY.lock      held by the process that computes these features, while others wait for it
 * </pre>
 *
 * A file gets its name when it is on the disk as a whole. Anything else in the directory is left
 * alone.
 */
final class FeatureFiles {
  private static final String COMPLETE = ".features";
  private static final String PARTIAL = ".partial";
  private static final String LOCK = ".lock";
  private static final List<String> ENDINGS = List.of(COMPLETE, PARTIAL, LOCK);

  private final Path directory;

  FeatureFiles(Path directory) {
    this.directory = directory;
  }

  /** Returns complete features; empty if there are none of this size. */
  Optional<FeatureStore> read(String key, int rows, int rowSize) {
    Path file = directory.resolve(key + COMPLETE);
    try {
      if (!Files.isRegularFile(file) || Files.size(file) != 4L * rows * rowSize) {
        return Optional.empty();
      }
      return Optional.of(
          FeatureStore.of(FileChannel.open(file, StandardOpenOption.READ), rows, rowSize));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /** Returns whether more bytes fit under a limit for all files. */
  boolean hasRoomFor(long bytes, long limit) {
    try (Stream<Path> all = Files.list(directory)) {
      long used = all.mapToLong(file -> file.toFile().length()).sum();
      return used + bytes <= limit;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(directory, e);
    }
  }

  /** Writes features under a temporary name, and renames the file when it is on the disk. */
  void write(String key, FeatureStore store) {
    Path partial = directory.resolve(key + PARTIAL);
    try {
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        store.copyTo(channel);
        channel.force(true);
      }
      AtomicFiles.move(partial, directory.resolve(key + COMPLETE));
    } catch (IOException e) {
      deleteIfExists(partial);
      throw AtomicFiles.cannotWrite(partial, e);
    }
  }

  /**
   * Calls a function while no other process computes these features.
   *
   * @param stop checked while another one does
   * @throws TrainingException if {@code stop} returns true
   */
  <T> T locked(String key, BooleanSupplier stop, Supplier<T> function) {
    Path file = directory.resolve(key + LOCK);
    try {
      Files.createDirectories(directory);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        lock(channel, stop);
        return function.get();
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /** Locks a file until its channel is closed. */
  private static void lock(FileChannel channel, BooleanSupplier stop) throws IOException {
    while (!FileLocks.tryLock(channel)) {
      if (stop.getAsBoolean()) {
        throw new TrainingException(FeatureProblems.stopped());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TrainingException(FeatureProblems.stopped());
      }
    }
  }

  /** Deletes all features, and the directory if nothing else is in it. */
  static void delete(Path directory) {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      files
          .filter(file -> ENDINGS.stream().anyMatch(file.getFileName().toString()::endsWith))
          .forEach(FeatureFiles::deleteIfExists);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(directory, e);
    }
    deleteIfExists(directory);
  }

  /** A file that another process reads cannot be deleted on some systems, nor a full directory. */
  private static void deleteIfExists(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // It stays.
    }
  }
}
