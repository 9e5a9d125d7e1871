package org.blockwright.training.report;

import org.blockwright.base.UsageException;

/** The messages of this package. */
final class ReportProblems {
  private ReportProblems() {}

  static UsageException noRuns(String title) {
    return new UsageException(
        "Report \"%s\" has no runs, expected at least one. Pass a RunSection for each run."
            .formatted(title));
  }

  /** Not an error: the text in place of a chart that cannot be drawn. */
  static String chartNotDrawn(String chart, Throwable cause) {
    return "%s could not be drawn on this machine (%s). Install fontconfig and a font."
        .formatted(chart, cause.getClass().getSimpleName());
  }
}
