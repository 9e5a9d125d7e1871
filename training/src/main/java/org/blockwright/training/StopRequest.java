package org.blockwright.training;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Whether a training is to end: on request of a listener, or interrupted by the stop condition. */
final class StopRequest implements TrainingControl {
  private final AtomicReference<String> reason = new AtomicReference<>();
  private volatile boolean interrupted;

  @Override
  public void requestStop(String text) {
    reason.compareAndSet(null, Objects.requireNonNull(text, "reason"));
  }

  void interrupt() {
    interrupted = true;
  }

  boolean isInterrupted() {
    return interrupted;
  }

  boolean isRequested() {
    return interrupted || reason.get() != null;
  }

  /** Returns the first reason given by a listener; empty if the training was interrupted. */
  Optional<String> reason() {
    return interrupted ? Optional.empty() : Optional.ofNullable(reason.get());
  }
}
