package org.blockwright.base;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;

/**
 * Limits the threads of parallel streams, which otherwise use all processors, whatever number of
 * threads the user has set.
 */
public final class ParallelStreams {
  private ParallelStreams() {}

  /**
   * Calls a function on another thread, and returns its result. The parallel streams in it use at
   * most a number of threads, that one included.
   *
   * @param threads at least 1
   * @throws RuntimeException whatever the function throws
   */
  public static <T> T limit(int threads, Supplier<T> function) {
    ForkJoinPool pool = new ForkJoinPool(threads);
    try {
      return Uninterruptibles.getUninterruptibly(pool.submit(function::get));
    } catch (ExecutionException e) {
      Throwables.throwIfUnchecked(e.getCause());
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
