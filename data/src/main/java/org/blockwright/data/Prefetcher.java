package org.blockwright.data;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.blockwright.base.BlockwrightException;

/**
 * Does work ahead of the one who takes its results: on other threads, in the given order, never
 * more than a number of results in advance. One thread takes.
 */
final class Prefetcher<T> {
  private final ExecutorService executor;
  private final Iterator<Callable<T>> tasks;
  private final int window;
  private final Queue<Future<T>> pending = new ArrayDeque<>();

  Prefetcher(ExecutorService threads, Iterator<Callable<T>> work, int window) {
    this.executor = threads;
    this.tasks = work;
    this.window = window;
    fill();
  }

  private void fill() {
    while (pending.size() < window && tasks.hasNext()) {
      pending.add(executor.submit(tasks.next()));
    }
  }

  boolean hasNext() {
    return !pending.isEmpty();
  }

  /** The next result; waits for it. */
  T next() {
    Future<T> first = pending.remove();
    fill();
    try {
      return first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DataProblems.interrupted();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BlockwrightException known) {
        throw known;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw DataProblems.unexpected(e.getCause());
    }
  }

  /** Drops what is begun. */
  void cancel() {
    pending.forEach(future -> future.cancel(false));
    pending.clear();
  }
}
