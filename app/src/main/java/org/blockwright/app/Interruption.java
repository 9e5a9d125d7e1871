package org.blockwright.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Interruption by Ctrl-C or another termination signal. Work that polls {@link #stopCondition()} is
 * given the time to stop and save its results; other work is terminated immediately. A second
 * Ctrl-C always terminates the process immediately.
 */
final class Interruption {
  private final AtomicBoolean requested = new AtomicBoolean();
  private final AtomicBoolean cooperative = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile String message = AppProblems.interrupting();

  /** Returns the condition for long work to poll; from now on the process waits for that work. */
  BooleanSupplier stopCondition() {
    cooperative.set(true);
    return requested::get;
  }

  /**
   * Returns the same condition, for work that does not compute batches.
   *
   * @param newMessage message to show when the work is to stop
   */
  BooleanSupplier stopCondition(String newMessage) {
    message = newMessage;
    return stopCondition();
  }

  /** Returns the message to show when the work is to stop. */
  String message() {
    return message;
  }

  boolean isRequested() {
    return requested.get();
  }

  /** Reports that the command has finished and saved its results. */
  void markFinished() {
    finished.countDown();
  }

  /** Requests an early stop, and waits for work that supports it. */
  void request(Runnable notice) {
    if (finished.getCount() == 0) {
      return;
    }
    boolean first = requested.compareAndSet(false, true);
    if (cooperative.get()) {
      if (first) {
        notice.run();
      }
      try {
        finished.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Handles one Ctrl-C. The first requests an early stop, or exits if no work supports that; each
   * further one halts the process.
   *
   * @param notice shows that the work is stopping
   * @param exit terminates the process, with shutdown hooks
   * @param halt terminates the process, without shutdown hooks
   */
  void interrupt(Runnable notice, IntConsumer exit, IntConsumer halt) {
    if (!requested.compareAndSet(false, true)) {
      halt.accept(Main.INTERRUPTED);
    } else if (cooperative.get() && finished.getCount() > 0) {
      notice.run();
    } else {
      exit.accept(Main.INTERRUPTED);
    }
  }

  /**
   * Handles Ctrl-C and other termination signals. Other threads continue while shutdown hooks run,
   * so the current batch is finished and the best model is saved; Java then exits with the status
   * of the signal.
   */
  void listen(Runnable notice) {
    Runtime runtime = Runtime.getRuntime();
    runtime.addShutdownHook(new Thread(() -> request(notice), "interruption"));
    Signals.onInterrupt(() -> interrupt(notice, runtime::exit, runtime::halt));
  }
}
