package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.maxPool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Iterators;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.DataException;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.ImageData;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.Edits;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.inference.Evaluation;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.ImagePrediction;
import org.blockwright.inference.Predictor;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.Thresholds;
import org.blockwright.model.Model;
import org.blockwright.training.History;
import org.blockwright.training.ValidationMetric;
import org.blockwright.tuning.Space;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network with three outputs on images of a white bar: on which side it is, how wide it is, and
 * whether it is wide or gray.
 */
class SeveralOutputsJobTest {
  private static final int IMAGES = 80;
  private static final double WIDTH_WEIGHT = 0.05;

  @TempDir Path folder;
  private Path network;
  private Path csv;

  @BeforeEach
  void createFiles() throws IOException {
    Network bars = head().applyTo(body());
    network = Files.writeString(folder.resolve("bars.yaml"), NetworkFormat.toYaml(bars));
    Path images = Files.createDirectories(folder.resolve("images"));
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("file,side,width [px],wide,gray\n");
    for (int i = 0; i < IMAGES; i++) {
      boolean left = random.nextBoolean();
      boolean gray = random.nextBoolean();
      int width = 2 + random.nextInt(6);
      BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
      Graphics2D paint = image.createGraphics();
      paint.setColor(gray ? Color.GRAY : Color.WHITE);
      paint.fillRect(left ? 0 : 16 - width, 0, width, 16);
      paint.dispose();
      ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
      rows.append(
          "images/%s.png,%s,%s,%s,%s\n"
              .formatted(i, left ? "left" : "right", width, width > 4 ? 1 : 0, gray ? 1 : 0));
    }
    csv = Files.writeString(folder.resolve("bars.csv"), rows);
  }

  private static Network body() {
    return Network.named("bars")
        .input(16, 16, 1)
        .block("body", conv(8, 5).relu(), maxPool(4), conv(8, 3).relu());
  }

  private static Head.Several head() {
    return Heads.globalAverage()
        .outputs(
            HeadOutput.of("side", Task.CLASSIFICATION, "left", "right"),
            HeadOutput.of("width", Task.REGRESSION, "width [px]").weight(WIDTH_WEIGHT),
            HeadOutput.of("marks", Task.MULTI_LABEL, "wide", "gray"));
  }

  private Job job() {
    return Job.defaults()
        .with("model", network)
        .with("data.train", csv)
        .with("optimizer.learning-rate", 0.02)
        .with("batch-size", 8)
        .with("patience", 0)
        .with("epochs", 2);
  }

  private static JobResult run(Job job) {
    return new JobRunner(Progress.silent()).run(job);
  }

  @Test
  void trainsSavesAndEvaluatesEveryOutput() throws IOException {
    Path run = folder.resolve("run");
    Map<String, Double> testLosses;
    try (JobResult result = run(job().with("epochs", 20))) {
      assertThat(result.measurements())
          .containsOnlyKeys(
              "validation/side",
              "validation/width",
              "validation/marks",
              "test/side",
              "test/width",
              "test/marks");
      assertThat(result.finalMeasurements())
          .containsOnlyKeys("test/side", "test/width", "test/marks");
      assertThat(result.test("side").task()).isEqualTo(Task.CLASSIFICATION);
      assertThat(result.test("marks").names()).containsExactly("wide", "gray");
      assertThat(result.job().settings().toMap()).containsEntry("standardize-targets", "on");
      // A regression has prediction intervals from the validation images, as with one output.
      assertThat(result.test("width").classes().get(0).intervalHalfWidth()).isPresent();
      testLosses =
          Map.of(
              "side", result.test("side").loss().orElseThrow(),
              "width", result.test("width").loss().orElseThrow(),
              "marks", result.test("marks").loss().orElseThrow());
      assertThatThrownBy(result::test)
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "The network has several outputs: side, width, marks. Pass the name of one of them to test.");
      assertThatThrownBy(() -> result.validation("sides"))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "There are no validation metrics of an output \"sides\". Did you mean \"side\"? Outputs: side, width, marks.");
      // The history has the weighted sum of the losses.
      double sum =
          result.validation("side").loss().orElseThrow()
              + WIDTH_WEIGHT * result.validation("width").loss().orElseThrow()
              + result.validation("marks").loss().orElseThrow();
      int best = result.training().bestEpoch();
      assertThat(result.training().history().epochs().get(best - 1).validationLoss().orElseThrow())
          .isCloseTo(sum, within(1e-4 * sum));
      result.save(run);
    }
    JsonNode metrics = new ObjectMapper().readTree(run.resolve("metrics.json").toFile());
    assertThat(Iterators.size(metrics.fieldNames())).isEqualTo(7);
    assertThat(metrics.get("test/side").get("task").asText()).isEqualTo("classification");
    assertThat(metrics.get("test/width").get("mae").isMissingNode()).isFalse();
    assertThat(metrics.get("validation/marks").get("labels")).hasSize(2);
    assertThat(run.resolve("report.html")).content().contains("test/side", "test/width");
    assertThat(run.resolve("split.csv")).content().contains("side", "width [px]");
    History history = History.readCsv(run.resolve("history.csv"));
    History.Epoch first = history.epochs().get(0);
    assertThat(first.validation(new ValidationMetric("side", Metrics.ACCURACY))).isPresent();
    assertThat(first.validation(new ValidationMetric("width", Metrics.MAE))).isPresent();
    assertThat(first.validation(new ValidationMetric("marks", Metrics.EXACT_MATCH))).isPresent();
    assertThat(first.validationAccuracy()).isEmpty();
    assertThat(run.resolve("history.csv"))
        .content()
        .startsWith("epoch,train_loss,validation_loss,validation_side/accuracy,");
    assertThat(history.epochs().get(19).validationLoss().orElseThrow())
        .isLessThan(history.epochs().get(0).validationLoss().orElseThrow());
    assertThat(RunSummary.list(run).get(0).metric("test/side", "loss"))
        .hasValueCloseTo(testLosses.get("side"), within(1e-9));

    try (Model model = Model.open(run.resolve("model.zip"))) {
      Evaluation evaluation =
          Evaluator.of(model)
              .evaluate(
                  ImageSplits.of(job(), CsvColumns.of(model.network()), data -> data.targets())
                      .test()
                      .orElseThrow());
      testLosses.forEach(
          (output, loss) ->
              assertThat(evaluation.outputs().get(output).loss())
                  .as(output)
                  .hasValueCloseTo(loss, within(1e-5)));
      Map<String, ImagePrediction> prediction =
          Predictor.of(model).predictOutputs(folder.resolve("images/0.png"));
      assertThat(prediction).containsOnlyKeys("side", "width", "marks");
      assertThat(prediction.get("width").toString()).endsWith(" px");
      // Reading the rows of a CSV file in the order of the outputs.
      assertThat(ImageData.read(csv, SeveralOutputs.options(model.network(), List.of())).targets())
          .extracting(targets -> targets.name())
          .containsExactly("side", "width", "marks");
    }
    try (JobResult again =
        TrainingJob.of(Job.read(run.resolve("run.yaml")).with("epochs", 1)).run()) {
      assertThat(again.test("side").samples()).isPositive();
    }
  }

  /** The labels of the outputs are those of the head, in Java and in files. */
  @Test
  void aHeadWithSeveralOutputsIsTrainedAndRepeated() throws IOException {
    Path run = folder.resolve("run");
    Path again = folder.resolve("again");
    Network expected = head().applyTo(Edits.cut(body(), "body_pool")).withDefaultPreprocessing();
    TrainingJob job =
        TrainingJob.of(job()).toBuilder().network(body()).cut("body_pool").head(head()).build();
    try (JobResult result = job.run()) {
      assertThat(result.model().network()).isEqualTo(expected);
      result.save(run);
      assertThat(NetworkFormat.readHead(run.resolve("head.yaml"))).isEqualTo(head());
      assertThat(run.resolve("run.yaml"))
          .content()
          .contains("kind: head.yaml")
          .doesNotContain("only-in-java");
      try (JobResult repeated = TrainingJob.of(Job.read(run.resolve("run.yaml"))).run()) {
        assertThat(repeated.model().network()).isEqualTo(expected);
        for (String output : expected.graph().outputs()) {
          assertThat(repeated.test(output).loss()).isEqualTo(result.test(output).loss());
        }
        repeated.save(again);
      }
    }
    assertThat(again.resolve("head.yaml")).hasSameTextualContentAs(run.resolve("head.yaml"));

    Job inFile = job().with("cut", "body_pool").with("head.kind", run.resolve("head.yaml"));
    new SettingsCheck().check(inFile);
    try (Model model = new JobRunner(Progress.silent()).check(TrainingJob.of(inFile))) {
      assertThat(model.network()).isEqualTo(expected);
    }
    // The head of a saved model is replaced by a newly initialized one.
    Job saved =
        job().with("model", run.resolve("model.zip")).with("head.kind", again + "/head.yaml");
    try (Model model = new JobRunner(Progress.silent()).check(TrainingJob.of(saved))) {
      assertThat(model.network()).isEqualTo(expected);
      assertThat(model.newlyInitialized()).containsExactlyInAnyOrder("side", "width", "marks");
    }
    assertThatThrownBy(() -> new SettingsCheck().check(inFile.with("head.width", 3)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"head.width\" (--head-width) applies to the head global-average only, but the head is \"%s\". Use --head global-average, or remove the width.",
            run.resolve("head.yaml"));
    assertThatThrownBy(() -> run(inFile.with("task", "multi-label")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"task\" applies to a network with one output, but bars has several: side, width, marks. Remove it; tasks and labels of several outputs are set in the network or its head.");
  }

  /** As with one output, the thresholds are those with the best F1 on the validation images. */
  @Test
  void thresholdsOfOneOutputAreChosenAndSaved() throws IOException {
    Path run = folder.resolve("run");
    try (JobResult result =
        run(
            job()
                .with("threshold.marks", "auto")
                .with("loss", "huber=2")
                .with("label-smoothing.side", 0.1)
                .with("class-weights", "marks/gray=3"))) {
      Thresholds chosen = result.validation("marks").thresholds();
      assertThat(chosen)
          .isEqualTo(Thresholds.chooseByF1(result.validation("marks")))
          .isEqualTo(result.test("marks").thresholds())
          .isNotEqualTo(Thresholds.defaults(2));
      result.save(run);
      try (Model model = Model.open(run.resolve("model.zip"))) {
        assertThat(model.network().outputs())
            .extracting(Output::loss)
            .containsExactly(
                Loss.categoricalCrossEntropy().labelSmoothing(0.1),
                Loss.huber(2),
                Loss.binaryCrossEntropy().labelWeights(List.of(1.0, 3.0)));
        assertThat(model.network().outputs().get(2).thresholds()).isEqualTo(chosen.values());
      }
      try (JobResult again = TrainingJob.of(Job.read(run.resolve("run.yaml"))).run()) {
        assertThat(again.model().network()).isEqualTo(result.model().network());
      }
      // The saved model keeps its settings, and a job may change them.
      Job further = job().with("model", run.resolve("model.zip")).with("loss.width", "huber");
      try (Model model = new JobRunner(Progress.silent()).check(TrainingJob.of(further))) {
        assertThat(model.network())
            .isEqualTo(result.model().network().output("width", o -> o.loss(Loss.huber(1))));
      }
    }
  }

  /** The weights are in the loss of the output: those of the images would weigh all outputs. */
  @Test
  void theClassesOfASingleSigmoidBesideOthersHaveWeights() throws IOException {
    Network binary =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("side", Task.CLASSIFICATION, "left", "right"),
                HeadOutput.of("gray", Task.BINARY, "not gray", "gray"))
            .applyTo(body());
    Path file = Files.writeString(folder.resolve("binary.yaml"), NetworkFormat.toYaml(binary));
    Job job = job().with("model", file).with("epochs", 2);
    Path run = folder.resolve("run");

    try (JobResult plain = run(job);
        JobResult weighted = run(job.with("class-weights", "gray=30"))) {
      assertThat(weighted.model().network().outputs())
          .extracting(Output::loss)
          .containsExactly(
              Loss.categoricalCrossEntropy(), Loss.binaryCrossEntropy().classWeights(1, 30));
      assertThat(recall(weighted)).isEqualTo(1);
      assertThat(weighted.test("gray").loss()).isNotEqualTo(plain.test("gray").loss());
      weighted.save(run);
      try (JobResult again = TrainingJob.of(Job.read(run.resolve("run.yaml"))).run()) {
        assertThat(again.test("gray").loss()).isEqualTo(weighted.test("gray").loss());
      }
    }
    try (Model balanced =
        new JobRunner(Progress.silent())
            .check(TrainingJob.of(job.with("class-weights", "balanced")))) {
      assertThat(balanced.network().outputs())
          .allSatisfy(output -> assertThat(output.loss().unitWeights()).isNotEmpty());
    }
  }

  /** Returns the recall of gray images. */
  private static double recall(JobResult result) {
    return result.test("gray").classes().get(1).recall().value().orElseThrow();
  }

  @Test
  void spacesHaveTheSettingsOfOutputs() throws IOException {
    Path space =
        Files.writeString(
            folder.resolve("space.yaml"),
            """
            label-smoothing.side: {real: [0, 0.2]}
            loss.width: {choice: [mean_squared_error, huber=2]}
            class-weights.gray: {real: [1, 4], log: true}
            threshold.marks: {choice: [auto, 0.3]}
            """);
    TuningResult result =
        TuningJob.of(job().with("epochs", 1), Space.read(space))
            .trials(2)
            .run(folder.resolve("study"));

    assertThat(result.test().orElseThrow().outputs()).containsOnlyKeys("side", "width", "marks");
    assertThat(folder.resolve("study/best/run.yaml"))
        .content()
        .contains("label-smoothing: side=", "loss: width=", "class-weights: gray=");
    for (String wrong : List.of("label-smoothing.sides", "label-smoothing.width")) {
      Path file = Files.writeString(folder.resolve("wrong.yaml"), wrong + ": {real: [0.1, 0.2]}\n");
      assertThatThrownBy(
              () -> TuningJob.of(job(), Space.read(file)).trials(2).run(folder.resolve("wrong")))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining(
              wrong.endsWith("s") ? "Did you mean \"side\"?" : "\"width\" is set");
      assertThat(folder.resolve("wrong")).doesNotExist();
    }
  }

  @Test
  void namesAMissingColumn() throws IOException {
    for (String column : new String[] {"side", "width [px]", "gray"}) {
      Path incomplete =
          Files.writeString(
              folder.resolve("incomplete.csv"),
              Files.readString(csv).replaceFirst(java.util.regex.Pattern.quote(column), "other"));

      assertThatThrownBy(() -> run(job().with("data.train", incomplete)))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(
              incomplete
                  + " has no column \"%s\", which output \"%s\" needs."
                      .formatted(
                          column, column.equals("gray") ? "marks" : column.replace(" [px]", "")));
    }
  }

  @Test
  void rejectsSettingsAndMetricsOfOneOutput() {
    assertThatThrownBy(() -> run(job().with("data.targets", "side")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"data.targets\" (--targets) applies to a network with one output, but bars has several: side, width, marks. Remove it; tasks and labels of several outputs are set in the network or its head.");
    assertThatThrownBy(() -> run(job().with("monitor", "accuracy")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"accuracy\" is a metric of one output, but the network has several: side, width, marks. Use loss, the weighted sum of their losses, or a metric of one of them, such as side/accuracy.");
    assertThatThrownBy(() -> new SettingsCheck().check(job().with("monitor", "accuracy")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"accuracy\" is a metric of one output, but the network has several: side, width, marks. Use loss, the weighted sum of their losses, or a metric of one of them, such as side/accuracy.");
    assertThatThrownBy(() -> run(job().with("data.train", folder.resolve("images"))))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "bars has several outputs, so that its images need a CSV file with a column for each, but %s is a folder. Give a CSV file with the columns side, width [px], wide, gray.",
            folder.resolve("images"));
  }

  @Test
  void theMetricOfOneOutputSelectsTheBestEpoch() {
    try (JobResult result = run(job().with("monitor", "width/mae").with("epochs", 6))) {
      History history = result.training().history();
      assertThat(history.best(Metric.of("validation_width/mae")).orElseThrow().epoch())
          .isEqualTo(result.training().bestEpoch());
      assertThat(result.job().settings().toMap()).containsEntry("monitor", "width/mae");
    }
    assertThatThrownBy(() -> run(job().with("monitor", "width/accuracy")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "\"accuracy\" is a metric of classification, binary, not of regression.");
  }

  @Test
  void studiesMinimizeTheSumOfTheLosses() throws IOException {
    Path space =
        Files.writeString(
            folder.resolve("space.yaml"), "optimizer.learning-rate: {choice: [0.01, 0.02]}\n");
    TuningJob tuning = TuningJob.of(job(), Space.read(space)).trials(2);

    TuningResult result = tuning.run(folder.resolve("study"));

    assertThat(result.test().orElseThrow().outputs()).containsOnlyKeys("side", "width", "marks");
    JsonNode json = new ObjectMapper().readTree(result.toJson());
    assertThat(json.get("test/side").get("task").asText()).isEqualTo("classification");
    History history = History.readCsv(result.bestRun().orElseThrow().resolve("history.csv"));
    assertThat(result.study().best().objective().orElseThrow())
        .isCloseTo(
            history.epochs().stream()
                .mapToDouble(epoch -> epoch.validationLoss().orElseThrow())
                .min()
                .orElseThrow(),
            within(1e-6));
    assertThatThrownBy(() -> tuning.metric(Metrics.MAE).run(folder.resolve("other")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"mae\" is a metric of one output, but the network has several: side, width, marks. Use loss, the weighted sum of their losses, or a metric of one of them, such as side/accuracy.");
    assertThat(folder.resolve("other")).doesNotExist();

    TuningResult byWidth = tuning.metric("width/mae").run(folder.resolve("width"));
    JsonNode metrics =
        new ObjectMapper()
            .readTree(byWidth.bestRun().orElseThrow().resolve("metrics.json").toFile());
    assertThat(metrics.get("validation/width").at("/mae/value").asDouble())
        .isCloseTo(byWidth.study().best().objective().orElseThrow(), within(1e-9));
    assertThat(folder.resolve("width/study.yaml")).content().contains("metric: width/mae");
  }
}
