package org.blockwright.training;

import org.blockwright.training.TrainingEvent.EpochEnded;

/** Records the history of a training run. */
final class HistoryRecorder implements TrainingListener {
  private History history = History.empty();

  @Override
  public void epochEnded(EpochEnded event, TrainingControl control) {
    history = history.with(event.metrics());
  }

  /** Continues from the history of a checkpoint. */
  void restore(History earlier) {
    history = earlier;
  }

  History history() {
    return history;
  }
}
