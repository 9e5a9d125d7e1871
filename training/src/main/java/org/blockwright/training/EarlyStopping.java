package org.blockwright.training;

import java.util.Optional;

/**
 * Ends a phase after a number of epochs without improvement.
 *
 * @param patience number of epochs without improvement; 0 for no early stopping
 * @param monitor display name of the metric
 */
record EarlyStopping(int patience, String monitor) {

  /**
   * Returns the reason for an end after an epoch, if there is one.
   *
   * @param bestEpoch number of the best epoch of the phase
   */
  Optional<String> reason(int epoch, int bestEpoch) {
    int epochsSinceBest = epoch - bestEpoch;
    return patience > 0 && epochsSinceBest >= patience
        ? Optional.of(TrainingProblems.earlyStopping(monitor, epochsSinceBest))
        : Optional.empty();
  }
}
