package org.blockwright.app.demo;

import java.nio.file.Path;
import org.blockwright.training.measure.Measurements;
import org.blockwright.training.report.RunSection;

/**
 * One run of the demo, after it was written.
 *
 * @param folder its own
 */
record Side(Path folder, RunSection section, Measurements validation, Measurements test) {

  /** The one with the lower validation loss, by which an epoch is chosen too. */
  Side better(Side other) {
    return loss(other) < loss(this) ? other : this;
  }

  private static double loss(Side side) {
    return side.validation.loss().orElseThrow();
  }
}
