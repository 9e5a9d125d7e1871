package org.blockwright.job;

import java.nio.file.Path;
import java.util.List;

/** The messages of studies over jobs. */
final class StudyProblems {
  private StudyProblems() {}

  static String otherStudyMetric(String study, String stored, String requested) {
    return "The study \"%s\" ranks its trials by \"%s\", got \"%s\". Use --metric %s, or another --study."
        .formatted(study, stored, requested, stored);
  }

  static String otherStudySpace(String study, List<String> differences) {
    return "The study \"%s\" has another space. Use the same one (omit --space), or another --study. Differences: %s."
        .formatted(study, String.join("; ", differences));
  }

  static String tooFewSeeds(int seeds) {
    return "The number of seeds must be at least 1, got %s.".formatted(seeds);
  }

  static String otherSeedRuns(Path folder) {
    return "The runs in %s have other parameters or images than the best trial has now. Choose another --out."
        .formatted(folder);
  }

  /** Not an error: the notice after an interruption. */
  static String repeatToContinue() {
    return "repeat the command to continue; runs that have ended are not trained again";
  }
}
