package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyProblemsTest {
  @Test
  void continuedStudies() {
    assertThat(StudyProblems.otherStudyMetric("heads", "loss", "accuracy"))
        .isEqualTo(
            "The study \"heads\" ranks its trials by \"loss\", got \"accuracy\". Use --metric loss, or another --study.");
    assertThat(StudyProblems.otherStudySpace("heads", List.of("a is new", "b is missing")))
        .isEqualTo(
            "The study \"heads\" has another space. Use the same one (omit --space), or another --study. Differences: a is new; b is missing.");
  }

  @Test
  void runsOfSeveralSeeds() {
    assertThat(StudyProblems.tooFewSeeds(0))
        .isEqualTo("The number of seeds must be at least 1, got 0.");
    assertThat(StudyProblems.otherSeedRuns(Path.of("seeds")))
        .isEqualTo(
            "The runs in seeds have other parameters or images than the best trial has now. Choose another --out.");
    assertThat(StudyProblems.repeatToContinue())
        .isEqualTo("repeat the command to continue; runs that have ended are not trained again");
  }
}
