package org.blockwright.training;

import com.google.common.collect.ImmutableMap;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.TrainingEvent.EpochEnded;

/** Events for tests of listeners. */
final class TrainingEvents {
  static final Metric LOSS = Metric.ofValidation(Metrics.LOSS);

  private TrainingEvents() {}

  /** Returns the end of an epoch of 20 with the loss 0.5 and without validation. */
  static EpochEnded epochEnded(int epoch, int bestEpoch) {
    return epochEnded(epoch, bestEpoch, ImmutableMap.of(), "");
  }

  static EpochEnded epochEnded(
      int epoch, int bestEpoch, ImmutableMap<String, Double> validation, String note) {
    return new EpochEnded(
        new History.Epoch(epoch, 0.5, validation, 0.001, 12.25, 0.5, note), 20, bestEpoch, LOSS);
  }
}
