package org.blockwright.data.covidx;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Progress;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;

/**
 * The folder of the dataset. It is written to a hidden folder beside it, {@code .NAME.partial},
 * which is renamed once it is complete: a folder with a manifest is complete. A run that was killed
 * is continued from the hidden folder; every copy in it is compared with its hash before it is
 * trusted.
 */
final class OutputFolder implements AutoCloseable {
  /** Remembers decoded images; hidden, so that it is no part of the dataset. */
  static final String JOURNAL = ".scan.csv";

  private static final String LOCK = ".lock";

  private final Path target;
  private final Path partial;
  private final FileChannel lockFile;
  private final FileLock lock;

  private OutputFolder(Path target, Path partial, FileChannel lockFile, FileLock lock) {
    this.target = target;
    this.partial = partial;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Checks that a folder may be written and prepares the hidden one.
   *
   * @throws UsageException if the folder lies in a source, contains something else, or another
   *     process writes it
   */
  static OutputFolder open(Path output, Iterable<Path> sources) {
    Path target = output.toAbsolutePath().normalize();
    if (target.getFileName() == null) {
      throw CovidXProblems.notADatasetFolder(output, "it is the root of the file system");
    }
    for (Path source : sources) {
      if (realPath(target).startsWith(realPath(source.toAbsolutePath().normalize()))) {
        throw CovidXProblems.outputInSource(output, source);
      }
    }
    requireOwn(output, target);
    Path partial = target.resolveSibling("." + target.getFileName() + ".partial");
    try {
      Files.createDirectories(partial);
      FileChannel channel =
          FileChannel.open(
              partial.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw CovidXProblems.otherRun(output);
      }
      OutputFolder folder = new OutputFolder(target, partial, channel, lock);
      // A finished dataset knows its images: a run that adds a source decodes only the new ones.
      Path journal = target.resolve(JOURNAL);
      if (Files.exists(journal) && !Files.exists(partial.resolve(JOURNAL))) {
        Files.copy(journal, partial.resolve(JOURNAL));
      }
      return folder;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(partial, e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Resolves links in the part of a path that exists. */
  private static Path realPath(Path absolute) {
    for (Path existing = absolute; existing != null; existing = existing.getParent()) {
      if (Files.exists(existing)) {
        try {
          return existing.toRealPath().resolve(existing.relativize(absolute)).normalize();
        } catch (IOException e) {
          throw AtomicFiles.cannotRead(existing, e);
        }
      }
    }
    return absolute;
  }

  /** An existing folder must be empty or a dataset without other files. */
  private static void requireOwn(Path output, Path target) {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isSymbolicLink(target) || !Files.isDirectory(target)) {
      throw CovidXProblems.notADatasetFolder(output, "it is not a folder");
    }
    Set<String> files = files(target);
    if (!files.isEmpty() && !files.contains(Manifest.FILE)) {
      throw CovidXProblems.notADatasetFolder(
          output, "it contains \"%s\" and no manifest.csv".formatted(files.iterator().next()));
    }
  }

  /** All files below a folder, relative to it and with {@code /}, sorted. */
  private static Set<String> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      Set<String> files = new TreeSet<>();
      all.filter(file -> !Files.isDirectory(file))
          .forEach(file -> files.add(folder.relativize(file).toString().replace('\\', '/')));
      return files;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(folder, e);
    }
  }

  Path journal() {
    return partial.resolve(JOURNAL);
  }

  Path partial() {
    return partial;
  }

  /** Whether the finished folder has these texts and images, unchanged. */
  boolean isComplete(Map<String, String> texts, List<OutputImage> images) {
    return texts.entrySet().stream()
            .allMatch(text -> hasText(target.resolve(text.getKey()), text.getValue()))
        && images.parallelStream()
            .allMatch(
                image -> hasHash(target.resolve(image.path()), image.image().image().sha256()));
  }

  private static boolean hasText(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).equals(text);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasHash(Path file, String sha256) {
    try {
      return Files.isRegularFile(file)
          && MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString().equals(sha256);
    } catch (IOException e) {
      return false;
    }
  }

  /** Requires that there is no finished dataset, or that it may be replaced. */
  void requireReplaceable(Path output, boolean overwrite) {
    if (!Files.exists(target.resolve(Manifest.FILE))) {
      return;
    }
    if (!overwrite) {
      throw CovidXProblems.otherDataset(output);
    }
    Set<String> known = new HashSet<>(Manifest.paths(target.resolve(Manifest.FILE)));
    files(target).stream()
        .filter(file -> !known.contains(file) && !isOwn(file))
        .findFirst()
        .ifPresent(
            file -> {
              throw CovidXProblems.notADatasetFolder(
                  output, "it contains \"%s\", which is no part of it".formatted(file));
            });
  }

  private static boolean isOwn(String file) {
    return !file.contains("/") && (CovidX.FILES.contains(file) || file.equals(JOURNAL));
  }

  /**
   * Copies the images that the hidden folder does not have yet.
   *
   * @return the first image of a source that vanished or changed since it was decoded; the rest is
   *     not copied then
   * @throws StorageException if a file cannot be written
   */
  Optional<Path> copy(List<OutputImage> images, Progress progress) {
    Set<String> expected = new HashSet<>();
    images.forEach(image -> expected.add(image.path()));
    for (String file : files(partial)) {
      if (!expected.contains(file) && !file.equals(LOCK) && !file.equals(JOURNAL)) {
        delete(partial.resolve(file));
      }
    }
    try (Progress.Task task = progress.start("copying images", images.size())) {
      for (OutputImage image : images) {
        Path copy = partial.resolve(image.path());
        if (!hasHash(copy, image.image().image().sha256()) && !copy(image, copy)) {
          return Optional.of(image.image().file());
        }
        task.advance(1, "");
      }
    }
    return Optional.empty();
  }

  private static boolean copy(OutputImage image, Path copy) {
    Path source = image.image().file();
    byte[] content;
    try {
      content = Files.readAllBytes(source);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(source, e);
    }
    if (!Hashing.sha256().hashBytes(content).toString().equals(image.image().image().sha256())) {
      return false;
    }
    AtomicFiles.write(copy, temporary -> Files.write(temporary, content));
    return true;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  void write(String name, String text) {
    AtomicFiles.write(partial.resolve(name), text);
  }

  /** Renames the hidden folder, and replaces an older dataset. */
  void finish() {
    try {
      release();
      Files.deleteIfExists(partial.resolve(LOCK));
      deleteEmptyFolders(partial);
      Path old = target.resolveSibling("." + target.getFileName() + ".old");
      deleteDataset(old);
      if (Files.exists(target.resolve(Manifest.FILE))) {
        Files.move(target, old);
      } else {
        // Empty, as was checked.
        deleteEmptyFolders(target);
      }
      Files.move(partial, target);
      deleteDataset(old);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(target, e);
    }
  }

  /** Removes the hidden folder if a finished dataset needs no change. */
  void discard() {
    try {
      release();
      deleteTree(partial);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(partial, e);
    }
  }

  /** Deletes a dataset that was replaced; another folder of this name stays. */
  private static void deleteDataset(Path old) throws IOException {
    if (Files.exists(old.resolve(Manifest.FILE))) {
      deleteTree(old);
    }
  }

  private static void deleteEmptyFolders(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path folder :
          all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        try (Stream<Path> entries = Files.list(folder)) {
          if (entries.findAny().isPresent()) {
            continue;
          }
        }
        Files.delete(folder);
      }
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private void release() throws IOException {
    if (lockFile.isOpen()) {
      lock.release();
      lockFile.close();
    }
  }

  /** Keeps the hidden folder for a run that continues, unless nothing was written yet. */
  @Override
  public void close() {
    try {
      release();
      if (Files.exists(partial) && files(partial).equals(Set.of(LOCK))) {
        deleteTree(partial);
      }
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(partial, e);
    }
  }
}
