package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.blockwright.data.SkippedFile;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.Interval;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.MetricValue;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.OneVsRest;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.training.History;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final String MALICIOUS_TEXT = "<script>alert('x')</script>&\" onerror=\"y";

  /** The report stays in the build folder for inspection. */
  @Test
  void writesCompleteReport() {
    Path file = Path.of("target/example-report.html");

    Report.write(file, Examples.report());

    assertThat(file).content().startsWith("<!DOCTYPE html>").endsWith("</html>\n");
  }

  @Test
  void escapesAllUserData() {
    Measurements measurements =
        Measurements.of(
            List.of(MALICIOUS_TEXT, "b" + MALICIOUS_TEXT),
            List.of(new Prediction(MALICIOUS_TEXT, MALICIOUS_TEXT, 0, new float[] {0.1f, 0.9f})),
            42);
    History history =
        History.empty()
            .with(new History.Epoch(1, 1, ImmutableMap.of("loss", 1.0), 1, 1, 0, MALICIOUS_TEXT));
    RunSection run =
        RunSection.named(MALICIOUS_TEXT)
            .command(MALICIOUS_TEXT)
            .provenance(ImmutableMap.of(MALICIOUS_TEXT, MALICIOUS_TEXT))
            .summary(MALICIOUS_TEXT)
            .history(history)
            .withMeasurements(MALICIOUS_TEXT, measurements)
            .skipped(List.of(new SkippedFile(MALICIOUS_TEXT, MALICIOUS_TEXT)))
            .notes(List.of(MALICIOUS_TEXT));

    String html =
        Report.html(
            ReportData.of(MALICIOUS_TEXT, List.of(run, run))
                .lead(MALICIOUS_TEXT)
                .thumbnails(key -> Optional.of(new BufferedImage(9, 9, 1))));

    assertThat(html)
        .doesNotContain("<script", "\" onerror", "('x')")
        .contains(
            "<h1>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot; onerror=&quot;y</h1>");
  }

  @Test
  void containsNoExternalResources() {
    String html = Report.html(Examples.report());

    assertThat(html)
        .doesNotContain("http:", "https:", "url(", "@import", "<link", "<script", "<iframe")
        .doesNotContainPattern("(src|srcset|href)=\"(?!data:image/(png|jpeg);base64,)");
  }

  @Test
  void comparesSeveralRunsButNotASingleOne() {
    RunSection run = Examples.run("alone", 2, 1);

    assertThat(Report.html(Examples.report()))
        .contains("Comparison", "<h2>with ImageNet weights</h2>", "<h2>from scratch</h2>");
    assertThat(Report.html(ReportData.of("One", List.of(run)))).doesNotContain("Comparison");
  }

  @Test
  void lastSubsetIsTheHeadline() {
    List<String> names = List.of("a", "b");
    Prediction right = new Prediction("1", "1", 0, new float[] {1, 0});
    Prediction wrong = new Prediction("2", "2", 1, new float[] {1, 0});
    RunSection run =
        RunSection.named("run")
            .withMeasurements("validation", Measurements.of(names, List.of(right), 42))
            .withMeasurements("test", Measurements.of(names, List.of(right, wrong), 42));

    assertThat(Report.html(ReportData.of("T", List.of(run))))
        .contains("test accuracy</div>\n<div class=\"tile-value\">0.5000</div>")
        .contains("Most confident errors: test")
        .doesNotContain("validation accuracy</div>", "Most confident errors: validation");
  }

  @Test
  void reportsEveryMetricOfTheTable() {
    String html = Report.html(Examples.report());

    for (MetricDefinition<ScoredSamples> metric : Metrics.overall(Task.CLASSIFICATION)) {
      assertThat(html)
          .contains(
              "test " + title(metric) + "</div>",
              "<th>validation " + title(metric) + "</th>",
              "<tr><th>" + title(metric) + "</th>");
    }
    for (MetricDefinition<OneVsRest> metric : Metrics.ofClass(Task.CLASSIFICATION)) {
      assertThat(html).contains("<th>" + title(metric) + "</th>");
    }
  }

  private static String title(MetricDefinition<?> metric) {
    return Html.escape(metric.title());
  }

  @Test
  void barSpansTheRangeOfTheMetric() {
    Html html = new Html();
    MetricValue value =
        new MetricValue(
            OptionalDouble.of(0.5), Optional.empty(), Optional.of(new Interval(0, 0.8)));

    MetricCells.add(html, Metrics.overall("cohen_kappa"), value);
    MetricCells.add(html, Metrics.LOSS, value);

    // [-1, 1]: 0 is in the middle, and 0.5 at three quarters; the range of the loss has no end.
    assertThat(html)
        .hasToString(
            "<td>0.5000<small>0.000 – 0.800</small><span class=\"bar\"><i"
                + " style=\"left:50.0%;width:40.0%\"></i><b"
                + " style=\"left:75.0%\"></b></span></td><td>0.5000<small>0.000 –"
                + " 0.800</small></td>");
  }

  @Test
  void warningsAreAboveTheMetrics() {
    String html = Report.html(Examples.report());
    String warning = "Trivial cues alone (size, brightness, borders) reach 0.836";

    assertThat(html).contains(warning, "truncated: 1,024 of 40,000 bytes");
    assertThat(html.indexOf(warning)).isLessThan(html.indexOf("test accuracy"));
  }

  @Test
  void reportsEmptyRun() {
    RunSection empty = RunSection.named("empty");
    RunSection withoutSamples =
        empty.withMeasurements("test", Measurements.of(List.of("a", "b"), List.of(), 42));

    assertThat(Report.html(ReportData.of("T", List.of(empty, withoutSamples))))
        .contains("<h2>empty</h2>", "n/a", "no samples: nothing is defined")
        .doesNotContain("NaN");
  }

  @Test
  void showsMostConfidentErrorsAndReadsOnlyTheirImages() {
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      float p = 0.5f + i / 150f;
      predictions.add(new Prediction("image" + i, "g" + i, i % 2, new float[] {p, 1 - p}));
    }
    Measurements m = Measurements.of(List.of("a", "b"), predictions, 42);
    List<String> keys = new ArrayList<>();

    String html =
        Report.html(
            ReportData.of("T", List.of(RunSection.named("run").withMeasurements("test", m)))
                .thumbnails(
                    key -> {
                      keys.add(key);
                      return Optional.empty();
                    }));

    // The odd ones are wrong: 59, 57, ...; the 24th of them is 13.
    assertThat(keys).hasSize(24).startsWith("image59", "image57").endsWith("image13");
    assertThat(html)
        .contains(
            "30 of 60 images misclassified; the 24 most confident, in order of decreasing"
                + " confidence.");
  }
}
