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
 * Runs tasks on other threads ahead of their consumer and returns the results in order. At most
 * {@code window} tasks are started ahead. Used by one consumer thread.
 */
final class Prefetcher<T> {
  private final ExecutorService executor;
  private final Iterator<Callable<T>> tasks;
  private final int window;
  private final Queue<Future<T>> pending = new ArrayDeque<>();

  Prefetcher(ExecutorService executor, Iterator<Callable<T>> tasks, int window) {
    this.executor = executor;
    this.tasks = tasks;
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

  /** Waits for the next result and returns it. */
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

  /** Cancels the tasks that have not started. */
  void cancel() {
    pending.forEach(future -> future.cancel(false));
    pending.clear();
  }
}
