package org.blockwright.data.output;

import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Csv;
import org.blockwright.base.FileLocks;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;

/**
 * The folder of a dataset. It is written to a hidden folder beside it, {@code .NAME.partial}, which
 * is renamed once it is complete: a folder with a manifest is complete. A run that was killed is
 * continued from the hidden folder; every copy in it is compared with its hash before it is
 * trusted.
 */
public final class DatasetFolder implements AutoCloseable {
  /**
   * The file that marks a complete dataset; the first column are the paths of the images, after a
   * header.
   */
  public static final String MANIFEST = "manifest.csv";

  /** Remembers finished work; hidden, so that it is no part of the dataset. */
  private static final String JOURNAL = ".journal.csv";

  private static final String LOCK = ".lock";

  private final Path output;
  private final ImmutableSet<String> ownFiles;
  private final Path target;
  private final Path partial;
  private final FileChannel lockFile;

  private DatasetFolder(
      Path output, ImmutableSet<String> ownFiles, Path target, Path partial, FileChannel lockFile) {
    this.output = output;
    this.ownFiles = ownFiles;
    this.target = target;
    this.partial = partial;
    this.lockFile = lockFile;
  }

  /**
   * Checks that a folder may be written and prepares the hidden one.
   *
   * @param output the folder, which does not exist, is empty, or is a dataset
   * @param sources folders that are read and must not be changed
   * @param ownFiles names of files beside the images, with the manifest
   * @throws UsageException if the folder lies in a source, contains something else, or another
   *     process writes it
   * @throws StorageException if the hidden folder cannot be written
   */
  public static DatasetFolder open(
      Path output, Iterable<Path> sources, ImmutableSet<String> ownFiles) {
    Path target = output.toAbsolutePath().normalize();
    if (target.getFileName() == null) {
      throw OutputProblems.notReplaced(output, "it is the root of the file system");
    }
    for (Path source : sources) {
      if (realPath(target).startsWith(realPath(source.toAbsolutePath().normalize()))) {
        throw OutputProblems.outputInSource(output, source);
      }
    }
    requireOwn(output, target);
    Path partial = target.resolveSibling("." + target.getFileName() + ".partial");
    try {
      Files.createDirectories(partial);
      FileChannel channel =
          FileChannel.open(
              partial.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!FileLocks.tryLock(channel)) {
        channel.close();
        throw OutputProblems.otherRun(output);
      }
      DatasetFolder folder = new DatasetFolder(output, ownFiles, target, partial, channel);
      // A run that changes a finished dataset repeats only what differs.
      Path journal = target.resolve(JOURNAL);
      if (Files.exists(journal) && !Files.exists(partial.resolve(JOURNAL))) {
        Files.copy(journal, partial.resolve(JOURNAL));
      }
      return folder;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(partial, e);
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
      throw OutputProblems.notReplaced(output, "it is not a folder");
    }
    Set<String> files = files(target);
    if (!files.isEmpty() && !files.contains(MANIFEST)) {
      throw OutputProblems.notReplaced(
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

  /** Opens the journal of this dataset. */
  public Journal openJournal() {
    return new Journal(partial.resolve(JOURNAL));
  }

  /** Returns the hidden folder, to which everything is written. */
  public Path partial() {
    return partial;
  }

  /**
   * Returns whether the finished folder has these texts and images, unchanged.
   *
   * @param texts by name
   * @param images the SHA-256 by path
   */
  public boolean isComplete(Map<String, String> texts, Map<String, String> images) {
    return texts.entrySet().stream()
            .allMatch(text -> hasText(target.resolve(text.getKey()), text.getValue()))
        && images.entrySet().parallelStream()
            .allMatch(image -> hasHash(target.resolve(image.getKey()), image.getValue()));
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

  /** Returns whether the hidden folder has an image, complete and unchanged. */
  public boolean has(String path, String sha256) {
    return hasHash(partial.resolve(path), sha256);
  }

  /**
   * Requires that there is no finished dataset, or that it may be replaced.
   *
   * @throws UsageException if it may not be replaced, or contains other files
   */
  public void requireReplaceable(boolean overwrite) {
    if (!Files.exists(target.resolve(MANIFEST))) {
      return;
    }
    if (!overwrite) {
      throw OutputProblems.otherDataset(output);
    }
    foreignFile(target)
        .ifPresent(
            file -> {
              throw OutputProblems.notReplaced(
                  output, "it contains \"%s\", which is no part of it".formatted(file));
            });
  }

  /** A file that is not in the manifest of a dataset and does not belong to it otherwise. */
  private Optional<String> foreignFile(Path dataset) {
    Set<String> known = paths(dataset.resolve(MANIFEST));
    known.addAll(ownFiles);
    known.add(MANIFEST);
    known.add(JOURNAL);
    return files(dataset).stream().filter(file -> !known.contains(file)).findFirst();
  }

  private static Set<String> paths(Path manifest) {
    Set<String> paths = new HashSet<>();
    try {
      Csv.parse(manifest.toString(), Files.readString(manifest, StandardCharsets.UTF_8)).stream()
          .skip(1)
          .forEach(row -> paths.add(row.cells().get(0)));
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(manifest, e);
    }
    return paths;
  }

  /** Deletes files of the hidden folder that are not among the paths of images. */
  public void keepOnly(Set<String> images) {
    for (String file : files(partial)) {
      if (!images.contains(file) && !file.equals(LOCK) && !file.equals(JOURNAL)) {
        delete(partial.resolve(file));
      }
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  /** Writes a text to the hidden folder. */
  public void write(String name, String text) {
    AtomicFiles.write(partial.resolve(name), text);
  }

  /**
   * Renames the hidden folder, and replaces an older dataset.
   *
   * @throws StorageException if that fails; the hidden folder stays then
   */
  public void finish() {
    try {
      release();
      Files.deleteIfExists(partial.resolve(LOCK));
      deleteEmptyFolders(partial);
      Path old = target.resolveSibling("." + target.getFileName() + ".old");
      deleteDataset(old);
      if (Files.exists(target.resolve(MANIFEST))) {
        // Under the other name it is checked again: nothing can be added to it there.
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
  public void discard() {
    try {
      release();
      deleteTree(partial);
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(partial, e);
    }
  }

  /** Deletes a dataset that was replaced; a folder with other files stays. */
  private void deleteDataset(Path old) throws IOException {
    if (Files.exists(old.resolve(MANIFEST)) && foreignFile(old).isEmpty()) {
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
