package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.blockwright.base.SplitMix64;
import org.blockwright.dsl.Task;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.OneVsRest;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.inference.metrics.PredictionIntervals;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.inference.metrics.Thresholds;
import org.blockwright.training.History;
import org.junit.jupiter.api.Test;

/** Reports of binary classifications, labels and numbers. */
class TaskReportTest {

  private static Measurements measure(Task task, List<String> names, Prediction... predictions) {
    return measure(task, names, List.of(predictions));
  }

  private static Measurements measure(Task task, List<String> names, List<Prediction> predictions) {
    return Measurements.of(
        task, names, predictions, task.defaultLoss(), Thresholds.defaults(task, names.size()), 42);
  }

  private static Measurements labels() {
    SplitMix64 random = new SplitMix64(5);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      float[] targets = {random.nextInt(2), random.nextInt(4) / 3, random.nextInt(3) / 2};
      float[] outputs = new float[3];
      for (int c = 0; c < 3; c++) {
        outputs[c] =
            (float) (1 / (1 + Math.exp(-random.nextGaussian() - 1.5 * (2 * targets[c] - 1))));
      }
      predictions.add(Prediction.of(Task.MULTI_LABEL, "image" + i, "g" + i / 2, targets, outputs));
    }
    return measure(
        Task.MULTI_LABEL, List.of("infiltration", "mass", "pleural effusion"), predictions);
  }

  private static Measurements numbers() {
    SplitMix64 random = new SplitMix64(6);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      float ink = 20 + random.nextInt(100);
      float width = 4 + random.nextInt(20);
      float[] outputs = {
        ink + (float) (6 * random.nextGaussian()), width + (float) random.nextGaussian()
      };
      predictions.add(
          Prediction.of(
              Task.REGRESSION, "image" + i, "image" + i, new float[] {ink, width}, outputs));
    }
    Measurements m = measure(Task.REGRESSION, List.of("ink [px]", "width [px]"), predictions);
    return m.withIntervals(PredictionIntervals.from(m).orElseThrow());
  }

  private static RunSection run(String name, Measurements test, String... metrics) {
    ImmutableMap.Builder<String, Double> values = ImmutableMap.builder();
    values.put("loss", 0.5);
    for (String metric : metrics) {
      values.put(metric, 0.25);
    }
    ImmutableMap<String, Double> validation = values.buildOrThrow();
    History history =
        History.of(
            IntStream.rangeClosed(1, 3)
                .mapToObj(e -> new History.Epoch(e, 1.0 / e, validation, 1e-3, 1, 0, ""))
                .toList());
    return RunSection.named(name).history(history).withMeasurements("test", test);
  }

  private static RunSection labelRun() {
    return run("labels", labels(), "exact_match", "macro_f1");
  }

  private static RunSection numberRun() {
    return run("numbers", numbers(), "mae");
  }

  /** The report stays in the build folder for inspection. */
  @Test
  void comparesRunsOfDifferentTasks() {
    ReportData data =
        ReportData.of("Tasks", List.of(labelRun(), numberRun())).thumbnails(Examples::image);
    Report.write(Path.of("target/example-report-tasks.html"), data);

    String html = Report.html(data);

    assertThat(html)
        .contains(
            "<tr><th>exact match</th>", "<tr><th>MAE</th>", "Validation macro F1", "Validation MAE")
        .doesNotContain("<tr><th>accuracy</th>", ">NaN");
  }

  @Test
  void reportsEveryMetricOfTheTask() {
    for (RunSection run : List.of(labelRun(), numberRun())) {
      String html = Report.html(ReportData.of("T", List.of(run)));
      Task task = run.subsetMeasurements().get("test").task();

      for (MetricDefinition<ScoredSamples> metric : Metrics.overall(task)) {
        assertThat(html).contains("test " + metric.title() + "</div>");
        if (metric != Metrics.INTERVAL_COVERAGE) {
          assertThat(html).contains("<th>validation " + metric.title() + "</th>");
        }
      }
      for (MetricDefinition<OneVsRest> metric : Metrics.ofClass(task)) {
        assertThat(html).contains("<th>" + metric.title() + "</th>");
      }
    }
  }

  @Test
  void severalOutputsHaveACurveAndColumnsEach() {
    RunSection run =
        run("several", numbers(), "finding/exact_match", "finding/macro_f1", "size/mae");
    String html = Report.html(ReportData.of("T", List.of(run)));

    assertThat(html)
        .contains(
            "<h3>Loss</h3>",
            "<h3>Validation finding macro F1</h3>",
            "<h3>Validation size MAE</h3>",
            "<th>validation loss</th>",
            "<th>validation finding exact match</th>",
            "<th>validation size RMSE</th>")
        .doesNotContain("<th>validation accuracy</th>");
  }

  @Test
  void labelsHaveThresholdsAndConfusionMatrices() {
    String html = Report.html(ReportData.of("T", List.of(labelRun())));

    assertThat(html)
        .contains(
            "Labels: test, 60 images in 30 groups",
            "<th>label</th>",
            "<th>support</th>",
            "<th>threshold</th>",
            "Confusion matrices of the labels",
            "Confusion matrix of pleural effusion as a heat map",
            "<th>true positives</th>");
  }

  @Test
  void numbersHaveScatterPlotsAndIntervals() {
    Measurements m = numbers();
    String html = Report.html(ReportData.of("T", List.of(run("numbers", m, "mae"))));

    assertThat(html)
        .contains(
            "Targets: test, 80 images in 80 groups",
            "<th>target</th>",
            "<th>90 % interval</th>",
            "True and predicted values of ink [px]",
            "The dashed lines are the borders of the 90 % prediction interval.",
            "The 24 largest errors of 80 images and 2 targets, relative to the mean absolute error"
                + " of each target.")
        .doesNotContain("Confusion");
  }

  @Test
  void worstLabelsAreThoseFarthestFromTheirThreshold() {
    Measurements m =
        measure(
                Task.MULTI_LABEL,
                List.of("mass", "nodule"),
                Prediction.of(
                    Task.MULTI_LABEL, "a", "a", new float[] {1, 0}, new float[] {0.45f, 0.7f}),
                Prediction.of(
                    Task.MULTI_LABEL, "b", "b", new float[] {0, 1}, new float[] {0.9f, 0.6f}))
            .withThresholds(new Thresholds(List.of(0.5, 0.2)));

    Mistakes mistakes = Mistakes.of(m);

    // b: 0.4 of 0.5 above its threshold; a: 0.5 of 0.8 above, and 0.05 of 0.5 below.
    assertThat(mistakes.worst()).extracting(Mistakes.Mistake::key).containsExactly("b", "a", "a");
    assertThat(mistakes.worst().get(1).lines())
        .containsExactly(
            new Mistakes.Line("label", "nodule"),
            new Mistakes.Line("true", "no"),
            new Mistakes.Line("predicted", "yes", ", 70.0 %"));
    assertThat(mistakes.worst().get(2).lines().get(2))
        .isEqualTo(new Mistakes.Line("predicted", "no", ", 45.0 %"));
    assertThat(mistakes.summary())
        .isEqualTo("3 of 4 labels wrong; all of them, in order of decreasing confidence.");
  }

  @Test
  void binaryMistakesDependOnTheThreshold() {
    Measurements m =
        measure(
            Task.BINARY,
            List.of("normal", "covid"),
            Prediction.ofClass(Task.BINARY, "a", "a", 1, new float[] {0.25f}),
            Prediction.ofClass(Task.BINARY, "b", "b", 0, new float[] {0.5f}));

    assertThat(Mistakes.of(m).worst()).extracting(Mistakes.Mistake::key).containsExactly("a", "b");
    assertThat(Mistakes.of(m).worst().get(0).lines())
        .containsExactly(
            new Mistakes.Line("true", "covid"),
            new Mistakes.Line("predicted", "normal", ", 75.0 %"));
    assertThat(Mistakes.of(m.withThresholds(new Thresholds(List.of(0.2)))).worst())
        .extracting(Mistakes.Mistake::key)
        .containsExactly("b");
  }

  @Test
  void largestErrorsHaveValuesWithUnit() {
    Measurements m =
        measure(
            Task.REGRESSION,
            List.of("ink [px]"),
            number("a", 52, 49.5f),
            number("b", 10, 10),
            number("c", 30, 41));

    Mistakes mistakes = Mistakes.of(m);

    assertThat(mistakes.worst()).extracting(Mistakes.Mistake::key).containsExactly("c", "a");
    assertThat(mistakes.worst().get(0).lines())
        .containsExactly(
            new Mistakes.Line("true ink", "30 px"),
            new Mistakes.Line("predicted", "41 px", " (+11 px)"));
    assertThat(mistakes.worst().get(1).lines().get(1))
        .isEqualTo(new Mistakes.Line("predicted", "49.5 px", " (-2.5 px)"));
    assertThat(mistakes.summary()).isEqualTo("The 2 largest errors of 3 images.");
  }

  private static Prediction number(String key, float target, float output) {
    return Prediction.of(Task.REGRESSION, key, key, new float[] {target}, new float[] {output});
  }

  @Test
  void reportsPerfectAndEmptyMeasurements() {
    Measurements perfect = measure(Task.REGRESSION, List.of("age"), number("a", 1, 1));
    Prediction right = Prediction.of(Task.MULTI_LABEL, "a", "a", new float[] {1}, new float[] {1});

    assertThat(html(perfect)).contains("None: all values are predicted exactly.");
    assertThat(html(measure(Task.MULTI_LABEL, List.of("mass"), right)))
        .contains("None: all labels of all images are predicted correctly.");
    assertThat(html(measure(Task.REGRESSION, List.of("age")))).doesNotContain(">NaN");
    assertThat(html(measure(Task.MULTI_LABEL, List.of("mass")))).doesNotContain(">NaN");
  }

  private static String html(Measurements m) {
    return Report.html(
        ReportData.of("T", List.of(RunSection.named("run").withMeasurements("test", m)))
            .thumbnails(key -> Optional.empty()));
  }

  /** The point at (0, 10) is in the upper left corner, far from the line. */
  @Test
  void scatterPlotHasTheTrueValueOnTheHorizontalAxis() {
    ThumbnailsTest.assumeFontAvailable();

    BufferedImage image =
        ScatterChart.draw(
            "ink",
            new double[] {0, 10, 0},
            new double[] {0, 10, 10},
            OptionalDouble.of(2),
            Palette.LIGHT);

    assertThat(hasBluePoint(image, image.getWidth() / 4, image.getHeight() / 8)).isTrue();
    assertThat(hasBluePoint(image, image.getWidth() * 3 / 4, image.getHeight() * 2 / 3)).isFalse();
  }

  /** Returns whether a saturated pixel is near a position. */
  private static boolean hasBluePoint(BufferedImage image, int x, int y) {
    int radius = image.getWidth() / 9;
    for (int i = Math.max(0, x - radius); i < x + radius; i++) {
      for (int j = Math.max(0, y - radius); j < y + radius; j++) {
        int rgb = image.getRGB(i, j);
        if ((rgb & 0xFF) - (rgb >> 16 & 0xFF) > 80) {
          return true;
        }
      }
    }
    return false;
  }
}
