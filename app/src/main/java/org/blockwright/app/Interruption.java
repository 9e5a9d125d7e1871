package org.blockwright.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C, or any other polite request to end. Work that can end early asks {@link #stop()} now and
 * then, and is waited for; other work ends where it stands.
 */
final class Interruption {
  private final AtomicBoolean requested = new AtomicBoolean();
  private final AtomicBoolean awaited = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);

  /** What long work asks; from now on it is waited for. */
  BooleanSupplier stop() {
    awaited.set(true);
    return requested::get;
  }

  boolean requested() {
    return requested.get();
  }

  /** The command is done and has saved what it wanted to. */
  void finished() {
    finished.countDown();
  }

  /** Asks the work to end, and waits for it where it can. */
  void request(Runnable notice) {
    if (finished.getCount() == 0) {
      return;
    }
    requested.set(true);
    if (awaited.get()) {
      notice.run();
      try {
        finished.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Listens to the process's end. While its hooks run the other threads go on, so that the running
   * batch ends and the best model is saved; Java then ends with the signal's own status, 130 for
   * Ctrl-C.
   */
  void listen(Runnable notice) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> request(notice), "interruption"));
  }
}
