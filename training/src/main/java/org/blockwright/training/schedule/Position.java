package org.blockwright.training.schedule;

/**
 * A position in the part of a training after its warm-up.
 *
 * @param step number of steps since the warm-up, from 0
 * @param stepsPerEpoch number of steps per epoch
 * @param length number of steps after which the decay ends
 */
record Position(long step, long stepsPerEpoch, double length) {

  /** Returns the fraction of the decay that is over, from 0 to 1. */
  double fraction() {
    return length <= 0 ? 1 : Math.min(1, step / length);
  }

  /** Returns a number of epochs in steps. */
  double steps(double epochs) {
    return epochs * stepsPerEpoch;
  }
}
