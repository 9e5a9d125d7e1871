package org.blockwright.job;

import org.blockwright.training.TrainingControl;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.TrainingListener;
import org.blockwright.training.ValidationMetric;
import org.blockwright.tuning.Trial;

/** Reports the metric of each epoch to a trial, and ends the training if the trial is pruned. */
final class EpochReports implements TrainingListener {
  private final Trial trial;
  private final ValidationMetric metric;
  private boolean pruned;

  EpochReports(Trial trial, ValidationMetric metric) {
    this.trial = trial;
    this.metric = metric;
  }

  @Override
  public void epochEnded(EpochEnded event, TrainingControl control) {
    double value = event.metrics().validation(metric).orElse(Double.NaN);
    trial.report(event.metrics().epoch(), value);
    boolean last = event.metrics().epoch() == event.epochs();
    if (!last && trial.shouldPrune()) {
      pruned = true;
      control.requestStop("pruned");
    }
  }

  boolean pruned() {
    return pruned;
  }
}
