package org.blockwright.app.demo;

import java.nio.file.Path;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.training.report.RunSection;

/**
 * A saved run of the demo.
 *
 * @param folder directory of the run
 */
record DemoRun(Path folder, RunSection section, Measurements validation, Measurements test) {

  /** Returns the run with the lower validation loss, which also selects the best epoch of a run. */
  DemoRun better(DemoRun other) {
    return loss(other) < loss(this) ? other : this;
  }

  private static double loss(DemoRun run) {
    return run.validation.loss().orElseThrow();
  }
}
