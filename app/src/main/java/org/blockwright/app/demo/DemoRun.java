package org.blockwright.app.demo;

import java.nio.file.Path;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.training.report.RunSection;

/**
 * One run of the demo, after it was written.
 *
 * @param folder its own
 */
record DemoRun(Path folder, RunSection section, Measurements validation, Measurements test) {

  /** The one with the lower validation loss, by which an epoch is chosen too. */
  DemoRun better(DemoRun other) {
    return loss(other) < loss(this) ? other : this;
  }

  private static double loss(DemoRun side) {
    return side.validation.loss().orElseThrow();
  }
}
