package org.blockwright.training;

/** Lets a {@link TrainingListener} end a training. Safe for use by several threads. */
public interface TrainingControl {

  /**
   * Requests that the training ends, with the weights of its best epoch. It ends after the current
   * batch if one is in progress, and otherwise before the next batch; a validation in progress is
   * completed. An epoch that is cut short is neither validated nor recorded unless it is the first.
   *
   * @param reason the reason, for {@link TrainingResult#stopReason}; of several requests the first
   *     one counts
   */
  void requestStop(String reason);
}
