package org.blockwright.training.checkpoint;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.blockwright.engine.RawBytes;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes checkpoints in the background, and only as often as the limit of their time allows: the
 * time in which the training waits for its arrays and a copy of them, plus the processor time of
 * writing it, which the training lacks. Waiting for the disk in the background costs nothing. Used
 * by the thread that trains; one checkpoint is written at a time.
 */
public final class CheckpointWriter implements AutoCloseable {
  private final CheckpointFolder folder;
  private final double maxOverhead;
  private final Ticker ticker;
  private final Ticker processor;
  private final long start;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("checkpoint-writer").build());

  /** The checkpoint that is being written, with its processor time in nanoseconds. */
  private Optional<CompletableFuture<Long>> running = Optional.empty();

  /** The time for the arrays of the next checkpoint. */
  private long gathering;

  private long copying;
  private long total;
  private long last;
  private int written;

  /** Creates a writer that counts its time from now on. */
  public CheckpointWriter(CheckpointFolder folder, double maxOverhead) {
    this(folder, maxOverhead, Ticker.systemTicker(), processorTime());
  }

  /**
   * @param ticker the clock
   * @param processor the processor time of the thread that reads it
   */
  CheckpointWriter(CheckpointFolder folder, double maxOverhead, Ticker ticker, Ticker processor) {
    this.folder = folder;
    this.maxOverhead = maxOverhead;
    this.ticker = ticker;
    this.processor = processor;
    this.start = ticker.read();
  }

  /**
   * Returns whether another checkpoint may be written now. Without a limit of their time, none is
   * left out: the method waits until the last one is on the disk.
   *
   * @throws org.blockwright.base.StorageException if the last one could not be written
   */
  public boolean isDue() {
    if (maxOverhead == Double.POSITIVE_INFINITY) {
      await();
      return true;
    }
    if (running.isPresent()) {
      if (!running.orElseThrow().isDone()) {
        return false;
      }
      await();
    }
    return written == 0 || total + last <= maxOverhead * (ticker.read() - start);
  }

  /**
   * Copies the arrays of a checkpoint and writes it in the background. Without memory for a copy it
   * is written before this method returns.
   *
   * @param checkpoint the groups that are saved already may be without arrays
   * @throws org.blockwright.base.StorageException if the last one could not be written
   */
  public void write(Checkpoint checkpoint) {
    await();
    long begin = ticker.read();
    long bytes =
        checkpoint.groups().stream()
            .flatMap(group -> group.arrays().values().stream())
            .mapToLong(RawBytes::size)
            .sum();
    Optional<Checkpoint> copy = RawBytes.isRoomForCopy(bytes) ? copy(checkpoint) : Optional.empty();
    CompletableFuture<Long> task =
        CompletableFuture.supplyAsync(
            () -> {
              long from = processor.read();
              try {
                folder.write(copy.orElse(checkpoint));
              } finally {
                copy.ifPresent(CheckpointWriter::free);
              }
              return processor.read() - from;
            },
            thread);
    running = Optional.of(task);
    if (copy.isEmpty()) {
      task.handle((cost, failure) -> 0L).join();
    }
    copying = gathering + ticker.read() - begin;
    gathering = 0;
  }

  private static Ticker processorTime() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return !threads.isCurrentThreadCpuTimeSupported()
        ? Ticker.systemTicker()
        : new Ticker() {
          @Override
          public long read() {
            return threads.getCurrentThreadCpuTime();
          }
        };
  }

  /** Copies the arrays; empty if there is no memory. */
  private static Optional<Checkpoint> copy(Checkpoint checkpoint) {
    List<INDArray> copies = new ArrayList<>();
    try {
      List<Checkpoint.Group> groups =
          checkpoint.groups().stream()
              .map(
                  group -> {
                    Map<String, INDArray> arrays = new LinkedHashMap<>();
                    group
                        .arrays()
                        .forEach(
                            (name, array) -> {
                              INDArray values = array.dup();
                              copies.add(values);
                              arrays.put(name, values);
                            });
                    return new Checkpoint.Group(group.name(), group.version(), arrays);
                  })
              .toList();
      return Optional.of(
          new Checkpoint(
              checkpoint.position(), checkpoint.facts(), checkpoint.unchanged(), groups));
    } catch (OutOfMemoryError e) {
      copies.forEach(INDArray::close);
      return Optional.empty();
    }
  }

  private static void free(Checkpoint copy) {
    copy.groups().forEach(group -> group.arrays().values().forEach(INDArray::close));
  }

  /**
   * Returns a group for a checkpoint, without arrays if they are saved already.
   *
   * @param arrays returns the arrays
   */
  public Checkpoint.Group group(
      String name, String version, Supplier<Map<String, INDArray>> arrays) {
    await();
    if (folder.has(name, version)) {
      return new Checkpoint.Group(name, version, Map.of());
    }
    long begin = ticker.read();
    Checkpoint.Group group = new Checkpoint.Group(name, version, arrays.get());
    gathering += ticker.read() - begin;
    return group;
  }

  /**
   * Waits until the last checkpoint is on the disk.
   *
   * @throws org.blockwright.base.StorageException if it could not be written
   */
  public void await() {
    if (running.isEmpty()) {
      return;
    }
    CompletableFuture<Long> task = running.orElseThrow();
    running = Optional.empty();
    try {
      long cost = copying + task.join();
      total += cost;
      last = cost;
      written++;
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Waits for the last checkpoint, without an error if it could not be written. */
  @Override
  public void close() {
    thread.shutdown();
    running.ifPresent(task -> task.handle((cost, failure) -> 0L).join());
    running = Optional.empty();
  }
}
