package org.blockwright.app;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Threads that compute several batches at the same time. Closing them waits for their end. */
final class ComputingThreads implements AutoCloseable {
  private final ExecutorService threads;

  /**
   * @param count number of threads; with 1 everything is computed by the calling thread
   */
  ComputingThreads(int count) {
    this.threads =
        count == 1
            ? MoreExecutors.newDirectExecutorService()
            : Executors.newFixedThreadPool(
                count,
                new ThreadFactoryBuilder().setDaemon(true).setNameFormat("computing-%d").build());
  }

  /** Starts a task and returns a supplier that waits for its result, or throws its exception. */
  <R> Supplier<R> submit(Callable<R> task) {
    Future<R> result = threads.submit(task);
    return () -> {
      try {
        return Uninterruptibles.getUninterruptibly(result);
      } catch (ExecutionException e) {
        Throwables.throwIfUnchecked(e.getCause());
        throw new IllegalStateException(e.getCause());
      }
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
    MoreExecutors.shutdownAndAwaitTermination(threads, Duration.ofDays(1));
  }
}
