package org.blockwright.training.report;

import org.blockwright.base.UsageException;

/** The messages of this package, each made in one place. */
final class ReportProblems {
  private ReportProblems() {}

  static UsageException noRuns(String title) {
    return new UsageException(
        "Report \"%s\" has no runs, expected at least one. Give a RunSection for each run."
            .formatted(title));
  }

  /** Not an error: what the report shows where a chart cannot be drawn. */
  static String chartNotDrawn(String what, Throwable cause) {
    return "%s could not be drawn on this machine (%s). Install fontconfig and a font."
        .formatted(what, cause.getClass().getSimpleName());
  }
}
