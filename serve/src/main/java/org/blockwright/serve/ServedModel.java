package org.blockwright.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.blockwright.base.BlockwrightException;

/** A model by its name, in the latest valid state of its file. */
final class ServedModel implements AutoCloseable {
  /** What tells two states of a file apart. */
  private record FileState(long size, long modified, Optional<Object> key) {}

  private final ModelSource source;
  private final ServerOptions options;
  private final ServerMetrics metrics;
  private final Consumer<String> log;
  private final Semaphore slots;
  private volatile LoadedModel current;
  private Optional<FileState> loaded;
  private Optional<FileState> seen;

  /** Loads the model. */
  ServedModel(
      ModelSource source, ServerOptions options, ServerMetrics metrics, Consumer<String> log) {
    this.source = source;
    this.options = options;
    this.metrics = metrics;
    this.log = log;
    this.slots = new Semaphore(options.queue());
    this.loaded = state();
    this.seen = loaded;
    this.current = LoadedModel.open(source, options, metrics);
    metrics.queue(source.name(), this::waiting);
    log.accept(ServeProblems.loaded(source.name(), source.file()));
  }

  String name() {
    return source.name();
  }

  /** Returns the number of images that wait or are computed. */
  int waiting() {
    return options.queue() - slots.availablePermits();
  }

  /**
   * Reserves places for images.
   *
   * @throws HttpProblem 429 if there are not enough
   */
  void reserve(int images) {
    if (!slots.tryAcquire(images)) {
      throw ServeProblems.busy("%s images wait for %s".formatted(waiting(), name()));
    }
  }

  /** Frees places that were reserved. */
  void free(int images) {
    slots.release(images);
  }

  /** Returns the model, which the caller releases. */
  LoadedModel use() {
    while (true) {
      LoadedModel model = current;
      if (model.use()) {
        return model;
      }
      // It was replaced meanwhile.
      if (model == current) {
        throw ServeProblems.shuttingDown();
      }
    }
  }

  /**
   * Loads the file again if it has changed and was the same at the last two calls, so that a file
   * that is just being copied is not read. If it is not a valid model, the earlier one is kept.
   */
  void reloadIfChanged() {
    Optional<FileState> now = state();
    boolean stable = now.equals(seen);
    seen = now;
    if (!stable || now.isEmpty() || now.equals(loaded)) {
      return;
    }
    loaded = now;
    try {
      LoadedModel next = LoadedModel.open(source, options, metrics);
      LoadedModel earlier = current;
      current = next;
      earlier.retire();
      metrics.reload(name(), true);
      log.accept(ServeProblems.reloaded(name(), source.file()));
    } catch (BlockwrightException | HttpProblem e) {
      metrics.reload(name(), false);
      log.accept(ServeProblems.notReloaded(name(), e.getMessage()));
    }
  }

  private Optional<FileState> state() {
    try {
      BasicFileAttributes file = Files.readAttributes(source.file(), BasicFileAttributes.class);
      return Optional.of(
          new FileState(
              file.size(),
              file.lastModifiedTime().toMillis(),
              Optional.ofNullable(file.fileKey())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    current.retire();
  }
}
