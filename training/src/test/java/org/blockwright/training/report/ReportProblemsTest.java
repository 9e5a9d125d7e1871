package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;

class ReportProblemsTest {

  @Test
  void rejectsReportWithoutRuns() {
    assertThatThrownBy(() -> ReportData.of("Digits", List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Report \"Digits\" has no runs, expected at least one. Pass a RunSection for each run.");
  }

  /** The error of Java without fontconfig. */
  @Test
  void explainsMissingChart() {
    Html html = new Html();

    ChartImage.add(
        html,
        "Loss over the epochs",
        palette -> {
          throw new InternalError("Fontconfig head is null");
        });

    assertThat(html)
        .hasToString(
            "<p class=\"muted\">Loss over the epochs could not be drawn on this machine (InternalError). Install fontconfig and a font.</p>\n");
  }
}
