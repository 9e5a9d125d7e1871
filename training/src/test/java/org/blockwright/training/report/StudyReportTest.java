package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        number,
        state,
        value,
        Map.of("a<b", option),
        Map.of("a<b", 0.5),
        reported,
        1.5,
        number == 2 ? Optional.of("./best/report.html?a&b") : Optional.empty());
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
            trial(2, "done", OptionalDouble.of(7), "y", 8)),
        Map.of("a<b", 1.0),
        List.of(
            new StudyReport.Span(0, "done", 0, 30),
            new StudyReport.Span(1, "pruned", 10, 20),
            new StudyReport.Span(2, "failed", 40, 100)));
  }

  @Test
  void eachTrialIsABarOfTheTimeline() {
    String html = study(false).html();

    // The axis is 646 pixels long, from 64 to 710, for 100 seconds.
    assertThat(html)
        .contains("<rect x=\"64.0\"", "width=\"193.8\"", "trial 0, done: 0.0 s to 30.0 s")
        .contains("<rect x=\"128.6\"", "width=\"64.6\"", "trial 1, pruned: 10.0 s to 20.0 s")
        .contains("<rect x=\"322.4\"", "width=\"387.6\"", "trial 2, failed: 40.0 s to 100.0 s")
        .contains(">1 min 40 s</text>");
  }

  @Test
  void theTableLinksToCurvesAndRuns() {
    String html = study(false).html();

    for (int trial = 0; trial < 3; trial++) {
      assertThat(html)
          .contains(
              "<a href=\"#trial-" + trial + "\"", "<figure class=\"card\" id=\"trial-" + trial);
    }
    assertThat(html).contains("<h3>Trial 2: 7.000</h3>", "<h3>Trial 1, pruned</h3>");
    assertThat(html).containsOnlyOnce("<a href=\"./best/report.html?a&amp;b\">run</a>");
  }

  @Test
  void curvesHaveTheSameAxes() {
    String html = study(false).html();

    // Values are from 1/8 to 1; the last epoch is 8. Trial 1 has two epochs: 1 and 1/2.
    String curve = html.split("id=\"trial-1\"")[1].split("</figure>")[0];
    assertThat(curve)
        .contains("points=\"99.8,10.0 135.5,104.9\"", "<title>epoch 2: 0.5000</title>")
        .contains(">epoch 8</text>");
  }

  @Test
  void importancesAreShownAsFractions() {
    assertThat(study(false).html())
        .contains("<h2>Importance</h2>", "<th>a&lt;b</th>\n<td>1.000</td>", "width:100.0%")
        .contains("here are 2.");
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
            List.of(trial(0, "failed", OptionalDouble.empty(), "x", 0)),
            Map.of(),
            List.of());

    assertThat(study.html())
        .contains("0 done, 0 pruned, 1 failed")
        .contains("<td>failed</td>")
        .doesNotContain("<h2>Importance", "<h2>Timeline", "<h2>Curves");
  }
}
