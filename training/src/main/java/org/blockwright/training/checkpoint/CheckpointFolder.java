package org.blockwright.training.checkpoint;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.DiskSync;
import org.blockwright.base.FileLocks;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;

/**
 * The checkpoints of a training in a folder: {@code checkpoint-N.json} describes one, {@code
 * GROUP-N.bin} has arrays. A checkpoint is valid from the moment on at which its description
 * appears under its name; everything that it names is on the disk before. The last two are kept, so
 * that there is another one if a file is damaged. Used by one thread at a time; only one process
 * can open it.
 */
public final class CheckpointFolder implements AutoCloseable {
  private static final Pattern MANIFEST = Pattern.compile("checkpoint-([0-9]{1,18})\\.json");
  private static final Pattern OWN =
      Pattern.compile(
          "checkpoint-[0-9]+\\.json|\\.checkpoint-[0-9]+\\.json\\.tmp|[a-z]+-[0-9]+\\.bin");
  private static final String LOCK = "lock";
  private static final int GENERATIONS = 2;

  private final Path folder;
  private final FileChannel lock;
  private Optional<Manifest> last = Optional.empty();

  private CheckpointFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Opens a folder, which is created if it is missing.
   *
   * @throws UsageException if another process has opened it
   * @throws StorageException if it cannot be written
   */
  public static CheckpointFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (FileLocks.tryLock(channel)) {
        return new CheckpointFolder(folder, channel);
      }
      channel.close();
      throw new UsageException(CheckpointProblems.inUse(folder));
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }

  /** Returns whether there is a checkpoint in a folder. */
  public static boolean hasCheckpoint(Path folder) {
    return !manifests(folder).isEmpty();
  }

  /** Returns the numbers of the checkpoints, the last one first. */
  private static List<Long> manifests(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> MANIFEST.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(match -> Long.parseLong(match.group(1)))
          .sorted(Comparator.reverseOrder())
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }

  /**
   * Returns the last checkpoint that is not damaged; empty if there is none.
   *
   * @param notices receives a line for each damaged one
   * @throws UsageException if it has another format
   * @throws StorageException if all are damaged
   */
  public Optional<SavedCheckpoint> latest(Consumer<String> notices) {
    String problem = "";
    for (long number : manifests(folder)) {
      Path file = manifest(number);
      try {
        Manifest manifest = Manifest.read(file);
        for (ArrayFile arrays : manifest.files()) {
          arrays.verify(folder);
        }
        last = Optional.of(manifest);
        return Optional.of(new SavedCheckpoint(folder, manifest));
      } catch (IOException e) {
        problem = e.getMessage().lines().findFirst().orElse("");
        notices.accept(CheckpointProblems.damaged(file, problem));
      }
    }
    if (!problem.isEmpty()) {
      throw new StorageException(CheckpointProblems.allDamaged(folder, problem));
    }
    return Optional.empty();
  }

  /**
   * Returns the position of the last checkpoint whose description can be read, without verifying
   * its arrays; empty if there is none.
   */
  public static Optional<Position> lastPosition(Path folder) {
    for (long number : manifests(folder)) {
      try {
        return Optional.of(Manifest.read(manifest(folder, number)).position());
      } catch (IOException e) {
        // Damaged: the training says so when it continues.
      }
    }
    return Optional.empty();
  }

  private Path manifest(long number) {
    return manifest(folder, number);
  }

  private static Path manifest(Path folder, long number) {
    return folder.resolve("checkpoint-" + number + ".json");
  }

  /** Returns whether the last checkpoint has a version of a group of arrays. */
  boolean has(String group, String version) {
    return saved(group, version).isPresent();
  }

  private Optional<ArrayFile> saved(String group, String version) {
    return last.stream()
        .flatMap(manifest -> manifest.files().stream())
        .filter(file -> file.group().equals(group) && file.version().equals(version))
        .findFirst();
  }

  /**
   * Writes a checkpoint; returns when it is on the disk.
   *
   * @throws StorageException if that fails; the checkpoints before are unchanged
   */
  void write(Checkpoint checkpoint) {
    List<Long> numbers = manifests(folder);
    long number = numbers.isEmpty() ? 1 : numbers.get(0) + 1;
    List<Path> written = new ArrayList<>();
    try {
      List<ArrayFile> files = new ArrayList<>();
      for (Checkpoint.Group group : checkpoint.groups()) {
        Optional<ArrayFile> saved = saved(group.name(), group.version());
        if (saved.isPresent()) {
          files.add(saved.orElseThrow());
        } else {
          String name = group.name() + "-" + number + ".bin";
          // The rest of a checkpoint that was not completed.
          Files.deleteIfExists(folder.resolve(name));
          written.add(folder.resolve(name));
          files.add(ArrayFile.write(folder, name, group));
        }
      }
      Manifest manifest = Manifest.of(checkpoint, files);
      Path temporary = folder.resolve("." + manifest(number).getFileName() + ".tmp");
      written.add(temporary);
      Files.write(temporary, manifest.toBytes());
      DiskSync.file(temporary);
      DiskSync.folder(folder);
      AtomicFiles.move(temporary, manifest(number));
      DiskSync.folder(folder);
      last = Optional.of(manifest);
    } catch (IOException e) {
      written.forEach(CheckpointFolder::delete);
      throw CheckpointProblems.notWritten(AtomicFiles.cannotWrite(folder, e), !numbers.isEmpty());
    }
    deleteUnused();
  }

  /** Deletes checkpoints before the last two, and files that these do not name. */
  private void deleteUnused() {
    Set<String> used = new LinkedHashSet<>(List.of(LOCK));
    for (long number : manifests(folder).stream().limit(GENERATIONS).toList()) {
      used.add(manifest(number).getFileName().toString());
      try {
        Manifest.read(manifest(number)).files().forEach(file -> used.add(file.name()));
      } catch (IOException | UsageException e) {
        // Damaged: its files are of no use.
      }
    }
    ownFiles(folder).stream()
        .filter(file -> !used.contains(file.getFileName().toString()))
        .sorted(
            Comparator.comparing(
                file -> !MANIFEST.matcher(file.getFileName().toString()).matches()))
        .forEach(CheckpointFolder::delete);
  }

  private static List<Path> ownFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> OWN.matcher(file.getFileName().toString()).matches())
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }

  /** Files that cannot be deleted do no harm: no checkpoint names them. */
  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException ignored) {
      // See the comment above.
    }
  }

  /** Deletes all checkpoints. */
  public void clear() {
    last = Optional.empty();
    ownFiles(folder).stream()
        .sorted(
            Comparator.comparing(
                file -> !MANIFEST.matcher(file.getFileName().toString()).matches()))
        .forEach(CheckpointFolder::delete);
    DiskSync.folder(folder);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(folder, e);
    }
  }
}
