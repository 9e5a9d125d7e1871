package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StudyReportTest {
  private static StudyReport.Trial trial(
      int number, String state, OptionalDouble value, String option, int epochs) {
    TreeMap<Integer, Double> reported = new TreeMap<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      reported.put(epoch, 1.0 / epoch);
    }
    return new StudyReport.Trial(
        number, state, value, Map.of("a<b", option), Map.of("a<b", 0.5), reported, 1.5);
  }

  private static StudyReport study(boolean maximized) {
    return new StudyReport(
        "Search",
        "score",
        maximized,
        List.of("a<b"),
        List.of(
            trial(0, "done", OptionalDouble.of(3), "<script>", 8),
            trial(1, "pruned", OptionalDouble.empty(), "x", 2),
            trial(2, "done", OptionalDouble.of(7), "y", 8)));
  }

  @Test
  void theBestTrialDependsOnTheDirection() {
    assertThat(study(true).html()).contains("best score").contains("trial 2</div>");
    assertThat(study(true).best().orElseThrow().number()).isEqualTo(2);
    assertThat(study(false).best().orElseThrow().number()).isZero();
  }

  @Test
  void showsEpochsSavedByPruning() {
    // One pruned trial of 2 epochs, where completed trials ran 8.
    assertThat(study(false).html())
        .contains("epochs saved by pruning</div>\n<div class=\"tile-value\">6</div>");
  }

  @Test
  void namesAndValuesAreEscaped() {
    String html = study(false).html();

    assertThat(html).doesNotContain("<script").contains("&lt;script&gt;").contains("a&lt;b");
  }

  @Test
  void needsNoExternalResources() {
    assertThat(study(false).html()).doesNotContain("http").doesNotContain("src=");
  }

  @Test
  void aStudyWithoutCompletedTrialsHasItsTable() {
    StudyReport study =
        new StudyReport(
            "Search",
            "score",
            false,
            List.of("a<b"),
            List.of(trial(0, "failed", OptionalDouble.empty(), "x", 0)));

    assertThat(study.html()).contains("0 done, 0 pruned, 1 failed").contains("<td>failed</td>");
  }
}
