package org.blockwright.training;

import org.blockwright.training.TrainingEvent.EpochEnded;

/** Ends a training after a number of epochs without improvement. */
final class EarlyStopping implements TrainingListener {
  private final int patience;
  private final String monitor;

  /**
   * @param patience number of epochs without improvement; 0 for no early stopping
   * @param monitor display name of the metric
   */
  EarlyStopping(int patience, String monitor) {
    this.patience = patience;
    this.monitor = monitor;
  }

  @Override
  public void epochEnded(EpochEnded event, TrainingControl control) {
    int epochsSinceBest = event.epoch() - event.bestEpoch();
    if (patience > 0 && epochsSinceBest >= patience) {
      control.requestStop(TrainingProblems.earlyStopping(monitor, epochsSinceBest));
    }
  }
}
