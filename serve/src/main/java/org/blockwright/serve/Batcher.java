package org.blockwright.serve;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.blockwright.base.NotFiniteException;
import org.blockwright.inference.ImagePrediction;

/**
 * Computes images that arrive one by one in batches. While threads compute, further images queue up
 * and become the next batches, so that batches grow with the load. A thread waits for more images
 * only if some are just being decoded, and not longer than a given delay after the first one of the
 * batch arrived.
 *
 * <p>The size of a batch is a power of two: an executor compiles a program for each size.
 */
final class Batcher implements AutoCloseable {
  /** Predicts preprocessed images, see {@code Predictor.predictOutputsBatch}. */
  interface Computation {
    List<Map<String, ImagePrediction>> predict(List<float[]> images);
  }

  private record Item(
      float[] values, CompletableFuture<Map<String, ImagePrediction>> result, long arrived) {}

  private final Computation computation;
  private final int batchSize;
  private final long maxDelay;
  private final IntConsumer sizes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Item> queue = new ArrayDeque<>();
  private final List<Thread> threads = new ArrayList<>();
  private int decoding;
  private boolean closed;

  /**
   * Starts the threads.
   *
   * @param threadCount number of batches that are computed at the same time
   * @param sizes receives the size of each batch
   */
  Batcher(
      String name,
      Computation computation,
      int batchSize,
      Duration maxDelay,
      int threadCount,
      IntConsumer sizes) {
    this.computation = computation;
    this.batchSize = batchSize;
    this.maxDelay = maxDelay.toNanos();
    this.sizes = sizes;
    for (int i = 0; i < threadCount; i++) {
      Thread thread = new Thread(this::computeBatches, "batches-" + name + "-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** Notes that an image is being decoded; either {@link #add} or {@link #notAdded} follows. */
  void announce() {
    lock.lock();
    try {
      decoding++;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that an image that was announced cannot be decoded. */
  void notAdded() {
    lock.lock();
    try {
      decoding--;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Adds an image that was announced. If the result is completed before, it is not computed. */
  void add(float[] values, CompletableFuture<Map<String, ImagePrediction>> result) {
    lock.lock();
    try {
      decoding--;
      if (closed) {
        result.completeExceptionally(ServeProblems.shuttingDown());
        return;
      }
      queue.add(new Item(values, result, System.nanoTime()));
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void computeBatches() {
    List<Item> batch = next();
    while (!batch.isEmpty()) {
      compute(batch);
      batch = next();
    }
  }

  /** Waits for the next batch; empty after the last one. */
  private List<Item> next() {
    lock.lock();
    try {
      while (true) {
        queue.removeIf(item -> item.result().isDone());
        if (queue.size() >= batchSize) {
          return take(batchSize);
        }
        if (queue.isEmpty()) {
          if (closed) {
            return List.of();
          }
          arrived.awaitUninterruptibly();
          continue;
        }
        long remaining = queue.peek().arrived() + maxDelay - System.nanoTime();
        if (decoding == 0 || remaining <= 0 || closed) {
          return take(Integer.highestOneBit(queue.size()));
        }
        await(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  private void await(long nanos) {
    try {
      long left = arrived.awaitNanos(nanos);
      assert left <= nanos;
    } catch (InterruptedException e) {
      // Nothing interrupts these threads; closing signals them.
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private List<Item> take(int count) {
    List<Item> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(queue.remove());
    }
    return batch;
  }

  private void compute(List<Item> batch) {
    List<Map<String, ImagePrediction>> results;
    try {
      results = computation.predict(batch.stream().map(Item::values).toList());
    } catch (NotFiniteException e) {
      notFinite(batch);
      return;
    } catch (OutOfMemoryError e) {
      batch.forEach(item -> item.result().completeExceptionally(ServeProblems.outOfMemory()));
      return;
    } catch (RuntimeException | Error e) {
      batch.forEach(item -> item.result().completeExceptionally(e));
      return;
    }
    sizes.accept(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).result().complete(results.get(i));
    }
  }

  /** Computes images one by one, so that one of them does not fail the others. */
  private void notFinite(List<Item> batch) {
    if (batch.size() == 1) {
      batch.get(0).result().completeExceptionally(ServeProblems.notFinite());
    } else {
      batch.forEach(item -> compute(List.of(item)));
    }
  }

  /** Computes the images that were added, and ends the threads. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    threads.forEach(com.google.common.util.concurrent.Uninterruptibles::joinUninterruptibly);
  }
}
