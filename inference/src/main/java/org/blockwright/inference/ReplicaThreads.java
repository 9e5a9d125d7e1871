package org.blockwright.inference;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.blockwright.base.UsageException;
import org.blockwright.engine.Threads;
import org.blockwright.model.Model;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Threads that each own a replica of a model, with a part of the threads of computation. They start
 * when batches are waiting for them.
 */
final class ReplicaThreads implements Computation {
  private final ThreadLocal<Model> replica = new ThreadLocal<>();
  private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
  private final ThreadPoolExecutor threads;

  /**
   * Creates threads.
   *
   * @param count number of replicas
   */
  ReplicaThreads(Model model, int count) {
    int openMpThreads = Math.max(1, Threads.read().openMp() / count);
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            batches -> thread(model, openMpThreads, batches));
  }

  private Thread thread(Model model, int openMpThreads, Runnable batches) {
    Thread thread =
        new Thread(
            () -> {
              Threads.configureOpenMp(openMpThreads);
              // Closed by the thread that used it.
              try (Model own = model.replica()) {
                replica.set(own);
                batches.run();
              }
            },
            "predictor");
    thread.setDaemon(true);
    started.add(thread);
    return thread;
  }

  @Override
  public INDArray[] outputs(INDArray... inputs) {
    try {
      Future<INDArray[]> result = threads.submit(() -> replica.get().outputs(inputs));
      return Uninterruptibles.getUninterruptibly(result);
    } catch (RejectedExecutionException e) {
      throw new UsageException(PredictionProblems.closed(), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** Waits for the batches that were requested, and frees the replicas. */
  @Override
  public void close() {
    threads.shutdown();
    started.forEach(Uninterruptibles::joinUninterruptibly);
  }
}
