package org.blockwright.training;

import java.util.Optional;
import org.blockwright.inference.metrics.Metric;

/**
 * The metric that selects the best epoch.
 *
 * @param metric its name in the history, and its direction
 * @param title its name in messages
 * @param onValidation the metric on the validation images; empty for the training loss
 */
record Monitor(Metric metric, String title, Optional<ValidationMetric> onValidation) {

  static Monitor of(ValidationMetric metric, boolean hasValidation) {
    return hasValidation
        ? new Monitor(metric.metric(), "validation " + metric.title(), Optional.of(metric))
        : new Monitor(Metric.of(Metric.TRAIN_LOSS), "training loss", Optional.empty());
  }

  /** Returns the value of an epoch; NaN if it is undefined. */
  double value(double trainLoss, Optional<ValidationResult> measured) {
    return onValidation.isEmpty()
        ? trainLoss
        : measured.orElseThrow().value(onValidation.orElseThrow());
  }
}
