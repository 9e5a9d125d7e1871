package org.blockwright.weights.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.base.WeightsException;

/**
 * Finds the files of published weights: in the cache, or by downloading them into it. Immutable.
 *
 * <p>The cache has one folder per entry, with its file. A file is used only after its size and hash
 * have been compared with the entry, each time. Downloads are written to {@code FILE.part}, which
 * is renamed when it has been compared, and continued if a process was killed. Several processes
 * may use a cache at the same time; a file is downloaded once.
 *
 * <pre>{@code
 * WeightsStore store = WeightsStore.standard().progress(progress);
 * LocatedWeights weights = store.locate(PretrainedWeights.IMAGENET, "mobilenet", true);
 * model.loadWeights(weights.file()).forEach(System.out::println);
 * }</pre>
 */
public final class WeightsStore {
  /** Whether the file of an entry is in the cache. */
  public enum State {
    /** It is not there. */
    MISSING,
    /** It is there, with the size and hash of the entry. */
    VALID,
    /** It is there with another size or hash. */
    DAMAGED
  }

  private final WeightsRegistry registry;
  private final Path cache;
  private final boolean isOffline;
  private final Progress progress;
  private final Downloader downloader;

  private WeightsStore(
      WeightsRegistry registry,
      Path cache,
      boolean isOffline,
      Progress progress,
      Downloader downloader) {
    this.registry = registry;
    this.cache = cache;
    this.isOffline = isOffline;
    this.progress = progress;
    this.downloader = downloader;
  }

  /**
   * Returns the store of this user: all entries, the cache of the platform, without progress.
   *
   * @throws org.blockwright.base.BlockwrightException if the user's entries are not valid
   */
  public static WeightsStore standard() {
    return new WeightsStore(
        WeightsRegistry.standard(),
        PlatformFolders.standard().weights(),
        false,
        Progress.silent(),
        Downloader.standard());
  }

  /** Returns a copy with other entries. */
  public WeightsStore registry(WeightsRegistry other) {
    return new WeightsStore(other, cache, isOffline, progress, downloader);
  }

  /** Returns a copy with another folder for the cache; it is created when needed. */
  public WeightsStore cache(Path folder) {
    return new WeightsStore(registry, folder, isOffline, progress, downloader);
  }

  /** Returns a copy that never downloads, or does; by default it does. */
  public WeightsStore offline(boolean offline) {
    return new WeightsStore(registry, cache, offline, progress, downloader);
  }

  /** Returns a copy that reports downloads and notices; by default they are not reported. */
  public WeightsStore progress(Progress other) {
    return new WeightsStore(registry, cache, isOffline, other, downloader);
  }

  /** Returns a copy that downloads in another way. */
  WeightsStore downloader(Downloader other) {
    return new WeightsStore(registry, cache, isOffline, progress, other);
  }

  /** Returns all entries. */
  public WeightsRegistry registry() {
    return registry;
  }

  /** Returns the folder of the cache, which need not exist. */
  public Path cache() {
    return cache;
  }

  /** Returns the path of an entry's file in the cache, which need not exist. */
  public Path path(WeightsEntry entry) {
    return cache.resolve(entry.name()).resolve(entry.file());
  }

  /**
   * Finds weights, and downloads them if they are not in the cache.
   *
   * @param network name of the network, for default weights
   * @param withTop whether the original head is needed, for default weights. If not, and only the
   *     file with the head is in the cache, that file is used
   * @throws UsageException if there are no such weights
   * @throws WeightsException if they cannot be downloaded, or are damaged, with what to do
   */
  public LocatedWeights locate(PretrainedWeights weights, String network, boolean withTop) {
    if (weights instanceof PretrainedWeights.InFile inFile) {
      return new LocatedWeights(inFile.file(), registry.recognize(inFile.file()));
    }
    WeightsEntry entry = entry(weights, network, withTop);
    try {
      return new LocatedWeights(fetch(entry), Optional.of(entry));
    } catch (WeightsException e) {
      List<String> others =
          registry.forNetwork(network).stream()
              .filter(other -> !other.equals(entry) && Files.exists(path(other)))
              .map(WeightsEntry::name)
              .toList();
      throw others.isEmpty() ? e : DownloadProblems.withOthers(e, network, others);
    }
  }

  /** Returns the entry that is meant, without looking for its file. */
  private WeightsEntry entry(PretrainedWeights weights, String network, boolean withTop) {
    if (weights instanceof PretrainedWeights.Named named) {
      return registry.get(named.name());
    }
    List<WeightsEntry> defaults = registry.defaults(network, withTop);
    if (defaults.isEmpty()) {
      throw DownloadProblems.noDefault(network, registry.forNetwork(network));
    }
    WeightsEntry first = defaults.get(0);
    return defaults.stream()
        .filter(entry -> entry.hasTop() || !first.hasTop())
        .filter(entry -> Files.exists(path(entry)))
        .findFirst()
        .orElse(first);
  }

  /**
   * Returns the file of an entry, and downloads it if it is not in the cache.
   *
   * @throws WeightsException if it cannot be downloaded, or is damaged, with what to do
   * @throws org.blockwright.base.StorageException if the cache cannot be written
   */
  public Path fetch(WeightsEntry entry) {
    if (!entry.isVerified()) {
      progress.note(DownloadProblems.unverified(entry));
    }
    Path file = path(entry);
    try {
      if (isValid(entry, file)) {
        return file;
      }
      requireDownload(entry);
      hold(
          entry,
          () -> {
            // Another process may have downloaded it in the meantime.
            if (state(entry) != State.VALID) {
              Path partial = partial(entry);
              downloader.download(entry, partial, progress);
              if (!entry.hasHash()) {
                FileCheck.writeRecord(partial, file);
              }
              AtomicFiles.move(partial, file);
            }
          });
      return file;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(file, e);
    }
  }

  private void hold(WeightsEntry entry, FolderLock.Action action) throws IOException {
    FolderLock.hold(
        path(entry).getParent(),
        () -> progress.note(DownloadProblems.waiting(entry.name())),
        action);
  }

  private boolean isValid(WeightsEntry entry, Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    Optional<String> problem = FileCheck.problem(entry, file);
    if (problem.isPresent()) {
      if (isOffline || entry.isImportOnly()) {
        throw DownloadProblems.damagedOffline(file, problem.get());
      }
      progress.note(DownloadProblems.damaged(file, problem.get()));
    }
    return problem.isEmpty();
  }

  private Path partial(WeightsEntry entry) {
    return path(entry).resolveSibling(entry.file() + ".part");
  }

  private void requireDownload(WeightsEntry entry) {
    if (entry.isImportOnly()) {
      throw DownloadProblems.importOnly(entry, cache);
    }
    if (isOffline) {
      throw DownloadProblems.offline(entry, cache);
    }
  }

  /**
   * Compares the file of an entry in the cache with its size and hash.
   *
   * @throws org.blockwright.base.StorageException if it cannot be read
   */
  public State state(WeightsEntry entry) {
    Path file = path(entry);
    try {
      if (!Files.exists(file)) {
        return State.MISSING;
      }
      return FileCheck.problem(entry, file).isEmpty() ? State.VALID : State.DAMAGED;
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  /**
   * Copies a file to the cache as that of the entry with its size and hash.
   *
   * @throws WeightsException if there is no such entry
   * @throws org.blockwright.base.StorageException if the file cannot be read, or the cache cannot
   *     be written
   */
  public WeightsEntry importFile(Path file) {
    WeightsEntry entry = registry.recognize(file).orElseThrow(() -> unknownFile(file));
    Path target = path(entry);
    try {
      hold(
          entry,
          () -> {
            deleteTemporary(target);
            AtomicFiles.write(
                target,
                temporary -> {
                  Files.copy(file, temporary);
                  Optional<String> problem = FileCheck.problem(entry, temporary);
                  if (problem.isPresent()) {
                    throw new IOException(problem.get());
                  }
                });
            Files.deleteIfExists(partial(entry));
          });
      return entry;
    } catch (IOException e) {
      throw AtomicFiles.cannotWrite(target, e);
    }
  }

  /**
   * Deletes what killed imports have left, which nothing else would; no other import is running.
   */
  private static void deleteTemporary(Path target) throws IOException {
    String prefix = "." + target.getFileName() + ".";
    try (Stream<Path> files = Files.list(target.getParent())) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith(prefix) && name.endsWith(".tmp")) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /**
   * Returns the SHA-256 of a file in lower-case hexadecimal.
   *
   * @throws org.blockwright.base.StorageException if it cannot be read
   */
  public static String sha256(Path file) {
    try {
      return FileCheck.sha256(file);
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }

  private static WeightsException unknownFile(Path file) {
    try {
      return DownloadProblems.unknownFile(
          file, Files.size(file), sha256(file), PlatformFolders.standard().weightsFile());
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(file, e);
    }
  }
}
