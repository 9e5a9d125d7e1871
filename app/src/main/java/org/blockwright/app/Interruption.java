package org.blockwright.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Ctrl-C, or any other polite request to end. Work that can end early asks {@link #stopCondition()}
 * now and then, and is waited for; other work ends where it stands. A second Ctrl-C ends the
 * process at once, whatever it does.
 */
final class Interruption {
  private final AtomicBoolean requested = new AtomicBoolean();
  private final AtomicBoolean cooperative = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);

  /** What long work asks; from now on it is waited for. */
  BooleanSupplier stopCondition() {
    cooperative.set(true);
    return requested::get;
  }

  boolean isRequested() {
    return requested.get();
  }

  /** The command is done and has saved what it wanted to. */
  void markFinished() {
    finished.countDown();
  }

  /** Asks the work to end, and waits for it where it can. */
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
   * One Ctrl-C: the first asks the work to end, which then ends the process itself, or ends the
   * process where nothing asks; each further one ends it without any of that.
   *
   * @param exit ends the process in order
   * @param halt ends the process at once
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
   * Listens to Ctrl-C and to the process's end by other signals. While hooks run the other threads
   * go on, so that the running batch ends and the best model is saved; Java then ends with the
   * signal's own status.
   */
  void listen(Runnable notice) {
    Runtime runtime = Runtime.getRuntime();
    runtime.addShutdownHook(new Thread(() -> request(notice), "interruption"));
    Signals.onInterrupt(() -> interrupt(notice, runtime::exit, runtime::halt));
  }
}
