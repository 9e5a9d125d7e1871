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
final class Ahead<T> {
  private final ExecutorService threads;
  private final Iterator<Callable<T>> work;
  private final int window;
  private final Queue<Future<T>> begun = new ArrayDeque<>();

  Ahead(ExecutorService threads, Iterator<Callable<T>> work, int window) {
    this.threads = threads;
    this.work = work;
    this.window = window;
    fill();
  }

  private void fill() {
    while (begun.size() < window && work.hasNext()) {
      begun.add(threads.submit(work.next()));
    }
  }

  boolean hasNext() {
    return !begun.isEmpty();
  }

  /** The next result; waits for it. */
  T next() {
    Future<T> first = begun.remove();
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
    begun.forEach(future -> future.cancel(false));
    begun.clear();
  }
}
