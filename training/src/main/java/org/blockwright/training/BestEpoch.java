package org.blockwright.training;

import java.util.Optional;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.training.checkpoint.Position;

/** The best epoch so far by a metric, the first one of equals. */
final class BestEpoch {
  private final Metric metric;
  private int epoch;
  private double value = Double.NaN;
  private Optional<ValidationResult> measurements = Optional.empty();

  BestEpoch(Metric metric) {
    this.metric = metric;
  }

  /** Compares another epoch, and returns whether it is the best one now. */
  boolean update(int number, double newValue, Optional<ValidationResult> measured) {
    if (epoch > 0 && !metric.isBetter(newValue, value)) {
      return false;
    }
    epoch = number;
    value = newValue;
    measurements = measured;
    return true;
  }

  /** Continues from the best epoch of a checkpoint. */
  void restore(Position.Best saved, Optional<ValidationResult> measured) {
    epoch = saved.epoch();
    value = saved.value();
    measurements = measured;
  }

  /** Returns the best epoch for a checkpoint. */
  Position.Best toPosition() {
    return new Position.Best(epoch, value);
  }

  /** Returns the number of the best epoch; 0 if there is none. */
  int epoch() {
    return epoch;
  }

  /** Returns the metrics on the validation images of the best epoch. */
  Optional<ValidationResult> measurements() {
    return measurements;
  }
}
