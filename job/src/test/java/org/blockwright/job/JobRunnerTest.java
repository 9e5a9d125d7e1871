package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.base.Strings;
import com.google.common.primitives.Doubles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.blockwright.base.Csv;
import org.blockwright.base.Progress;
import org.blockwright.dsl.input.Preprocessing;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.model.Model;
import org.blockwright.training.ValidationMetric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Complete jobs on generated images that are bright on the left or on the right. */
class JobRunnerTest {
  @TempDir Path folder;
  private Path network;
  private Path data;

  @BeforeEach
  void createImages() throws IOException {
    network =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            name: tiny
            input: 16x16x3
            blocks:
              - {name: block1, seq: [{conv: {kernel: 3, filters: 4, activation: relu}}, {maxPool: {kernel: 4}}]}
            head: [{flatten: {}}, {dense: {units: 2}}, {activation: softmax}]
            """);
    data = folder.resolve("images");
    Random random = new Random(1);
    for (String className : List.of("left", "right")) {
      Path directory = Files.createDirectories(data.resolve(className));
      for (int i = 0; i < 40; i++) {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = image.createGraphics();
        paint.setColor(
            Color.getHSBColor(random.nextFloat(), 0.5f, 0.7f + 0.3f * random.nextFloat()));
        paint.fillRect(className.equals("left") ? 0 : 10, 0, 10, 20);
        paint.dispose();
        ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
      }
    }
    Files.writeString(data.resolve("left/note, 1.png"), "not an image");
  }

  private Job job() {
    return Job.defaults()
        .with("model", network)
        .with("data.train", data)
        .with("optimizer.learning-rate", 0.01)
        .with("batch-size", 8)
        .with("epochs", 15);
  }

  @Test
  void runTrainsAndWritesItsFiles() throws IOException {
    Path out = folder.resolve("run");
    RunDirectory run = RunDirectory.prepare(out, false);
    try (JobResult result = new JobRunner(Progress.silent()).run(job())) {
      result.write(run, List.of("blockwright", "train", "--freeze", "block*"));

      assertThat(result.finalMeasurements().get("test").accuracy().value().orElseThrow())
          .isGreaterThan(0.9);
      assertThat(result.skipped()).extracting(s -> s.key()).containsExactly("left/note, 1.png");
    }

    try (var files = Files.list(out)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "model.zip",
              "run.yaml",
              "split.csv",
              "history.csv",
              "metrics.json",
              "audit.json",
              "report.html",
              "skipped.csv");
    }
    assertThat(out.resolve("run.yaml"))
        .content()
        .contains("blockwright train --freeze 'block*'")
        .contains("seed: 42");
    assertThat(Csv.parse("skipped.csv", Files.readString(out.resolve("skipped.csv"))))
        .extracting(row -> row.cells().get(0))
        .containsExactly("path", "left/note, 1.png");
    try (Model model = Model.open(out.resolve("model.zip"))) {
      assertThat(model.network().labels()).containsExactly("left", "right");
      assertThat(model.provenance().entries()).containsKey("training data sha256");
    }
  }

  /** It is recorded, and a saved model has it. */
  @Test
  void preprocessingOfJobIsThatOfTheModelOrAssumedWithNotice() throws IOException {
    Job job = job().with("epochs", 1);
    JobRunner runner = new JobRunner(Progress.silent());
    Path out = folder.resolve("caffe");
    try (JobResult assumed = runner.run(job);
        JobResult set = runner.run(job.with("preprocessing", "caffe"))) {
      set.save(out);

      assertThat(assumed.job().settings().toMap()).containsEntry("preprocessing", "tf");
      assertThat(assumed.model().network().inputs().get(0).explicitPreprocessing())
          .contains(Preprocessing.TF);
      assertThat(assumed.notices())
          .filteredOn(notice -> notice.contains("preprocessing"))
          .singleElement()
          .asString()
          .endsWith(": no preprocessing is set; assuming tf (RGB in [-1,1]).");
      assertThat(set.notices()).noneMatch(notice -> notice.contains("preprocessing"));
    }
    assertThat(Job.read(out.resolve("run.yaml")).preprocessing()).contains(Preprocessing.CAFFE);
    try (Model model = Model.open(out.resolve("model.zip"))) {
      assertThat(model.network().preprocessing()).isEqualTo(Preprocessing.CAFFE);
    }
  }

  /** In a text, a comma separates the parts. */
  @Test
  void preprocessingWithoutTextFormIsThatOfTheNetworkInARepeatedRun() throws IOException {
    String description = Files.readString(network);
    Path own =
        Files.writeString(
            folder.resolve("own.yaml"),
            description
                + "preprocessing: {name: 'mine, own', order: BGR, scale: 1, mean: [9, 8, 7], std: [5]}\n");
    Path out = folder.resolve("own");
    JobRunner runner = new JobRunner(Progress.silent());
    try (JobResult result = runner.run(job().with("model", own).with("epochs", 1))) {
      result.save(out);
    }
    Job repeated = Job.read(out.resolve("run.yaml"));
    assertThat(repeated.preprocessing()).isEmpty();
    try (Model model = runner.check(TrainingJob.of(repeated))) {
      assertThat(model.network().preprocessing().mean()).containsExactly(9.0, 8.0, 7.0);
    }
  }

  /** The engine changes the executor, not the objective; an unset one is that of the process. */
  @Test
  void engineOfJobChoosesExecutorAndIsRecorded() throws IOException {
    Job job = job().with("epochs", 2);
    JobRunner runner = new JobRunner(Progress.silent());
    try (JobResult auto = runner.run(job);
        JobResult dl4j = runner.run(job.with("engine", "dl4j"));
        JobResult compiled = runner.run(job.with("engine", "compiled"));
        JobResult process = Engine.callIn(EngineMode.DL4J, () -> runner.run(job))) {
      assertThat(executors(auto, dl4j, compiled, process))
          .containsExactly("compiled", "DL4J", "compiled", "DL4J");
      assertThat(List.of(auto, dl4j, compiled, process))
          .extracting(result -> result.job().settings().toMap().get("engine"))
          .containsExactly("auto", "dl4j", "compiled", "dl4j");
      assertThat(validation(auto, "loss")).containsExactly(validation(dl4j, "loss"), within(1e-5));
      assertThat(dl4j.metadata()).containsEntry("executor", "DL4J");
    }
    assertThat(Engine.mode()).isEqualTo(EngineMode.AUTO);
  }

  private static List<String> executors(JobResult... results) {
    return Stream.of(results).map(result -> result.model().executor().name()).toList();
  }

  /** Epochs over cached features are cheap, those over images are not. */
  @Test
  void patienceIsLongerWithCachedFeatures() {
    Job defaults = job().with("epochs", 1);
    try (JobResult whole = new JobRunner(Progress.silent()).run(defaults);
        JobResult frozen =
            new JobRunner(Progress.silent())
                .run(defaults.with("lr-multipliers", List.of("freeze *")));
        JobResult explicit = new JobRunner(Progress.silent()).run(defaults.with("patience", 3))) {
      assertThat(whole.job().settings().patience()).hasValue(5);
      assertThat(frozen.job().settings().patience()).hasValue(20);
      assertThat(explicit.job().settings().patience()).hasValue(3);
      assertThat(frozen.job().settings().epochs()).hasValue(1);
    }
  }

  /** The validation loss is lowest later than the validation accuracy is highest. */
  @Test
  void monitoredMetricSelectsBestEpochInItsDirection() {
    Job job = job().with("patience", 0);
    try (JobResult byLoss = new JobRunner(Progress.silent()).run(job);
        JobResult byAccuracy =
            new JobRunner(Progress.silent()).run(job.with("monitor", "accuracy"))) {
      double[] losses = validation(byLoss, "loss");
      double[] accuracies = validation(byLoss, "accuracy");

      assertThat(byLoss.job().settings().monitor()).isEqualTo(ValidationMetric.of(Metrics.LOSS));
      assertThat(byAccuracy.job().settings().monitor())
          .isEqualTo(ValidationMetric.of(Metrics.ACCURACY));
      assertThat(validation(byAccuracy, "loss")).containsExactly(losses);
      assertThat(byLoss.training().bestEpoch())
          .isEqualTo(Doubles.indexOf(losses, Doubles.min(losses)) + 1);
      assertThat(byAccuracy.training().bestEpoch())
          .isEqualTo(Doubles.indexOf(accuracies, Doubles.max(accuracies)) + 1)
          .isLessThan(byLoss.training().bestEpoch());
    }
  }

  /** With swapped classes every metric becomes worse during training. */
  @ParameterizedTest
  @ValueSource(strings = {"loss", "accuracy", "cohen_kappa"})
  void trainingStopsWithoutImprovementOfMonitoredMetric(String metric) throws IOException {
    Path swapped = folder.resolve("swapped");
    for (String className : List.of("left", "right")) {
      Path other =
          Files.createDirectories(swapped.resolve(className.equals("left") ? "right" : "left"));
      for (int i = 0; i < 10; i++) {
        Files.copy(data.resolve(className).resolve(i + ".png"), other.resolve(i + ".png"));
      }
    }
    Job job =
        job()
            .with("data.validation", swapped)
            .with("optimizer.learning-rate", 0.0005)
            .with("patience", 2)
            .with("monitor", metric);

    try (JobResult result = new JobRunner(Progress.silent()).run(job)) {
      double[] values = validation(result, metric);
      double best = metric.equals("loss") ? Doubles.min(values) : Doubles.max(values);
      int bestEpoch = Doubles.indexOf(values, best) + 1;

      assertThat(result.training().bestEpoch()).isEqualTo(bestEpoch);
      assertThat(values).hasSize(bestEpoch + 2).hasSizeLessThan(15);
      assertThat(values[bestEpoch + 1]).isNotEqualTo(best);
    }
  }

  private static double[] validation(JobResult result, String metric) {
    return result.training().history().epochs().stream()
        .mapToDouble(epoch -> epoch.validation(Metrics.overall(metric)).orElseThrow())
        .toArray();
  }

  /** Once to check and hash it, and once to compute its features or to evaluate it; no audit. */
  @Test
  void readsEachImageOncePerPhase() throws IOException {
    Map<Path, Long> bytesRead = new HashMap<>();
    Path events = folder.resolve("reads.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileRead").withoutThreshold().withoutStackTrace();
      recording.start();
      Job frozen = job().with("lr-multipliers", List.of("freeze *")).with("audit", "off");
      try (JobResult result = new JobRunner(Progress.silent()).run(frozen)) {
        assertThat(result.training().featuresCachedAt()).contains("flatten");
        assertThat(result.measurements()).containsKeys("validation", "test");
      }
      recording.stop();
      recording.dump(events);
    }
    for (RecordedEvent event : RecordingFile.readAllEvents(events)) {
      // Standard streams have no path.
      Path file = Path.of(Strings.nullToEmpty(event.getString("path")));
      if (file.startsWith(data)) {
        bytesRead.merge(file, Math.max(0, event.getLong("bytesRead")), Long::sum);
      }
    }

    assertThat(bytesRead).hasSize(81);
    bytesRead.remove(data.resolve("left/note, 1.png"));
    for (Map.Entry<Path, Long> image : bytesRead.entrySet()) {
      assertThat(image.getValue()).isEqualTo(2 * Files.size(image.getKey()));
    }
  }

  @Test
  void continuesTrainingOfSavedModel() {
    Path saved = folder.resolve("saved.zip");
    float[] before;
    try (JobResult result = new JobRunner(Progress.silent()).run(job())) {
      result.model().save(saved);
      before = result.model().getWeights("block1_conv", "kernel");
    }

    Job again =
        job().with("model", saved).with("lr-multipliers", List.of("freeze *")).with("epochs", 1);
    try (JobResult result = new JobRunner(Progress.silent()).run(again)) {
      assertThat(result.model().getWeights("block1_conv", "kernel")).isEqualTo(before);
      assertThat(result.training().featuresCachedAt()).contains("flatten");
    }
  }

  @Test
  void immediateStopReturnsCurrentModel() {
    JobRunner stopped = new JobRunner(Progress.silent(), () -> true, Optional.empty());
    try (JobResult result = stopped.run(job())) {
      assertThat(result.training().interrupted()).isTrue();
      assertThat(result.notices()).contains("interrupted; the model is the best so far");
      assertThat(result.measurements()).doesNotContainKey("test");
    }
  }

  @Test
  void deletesEmptyFolderOfAbortedRun() throws IOException {
    Path out = folder.resolve("run");
    RunDirectory.prepare(out, false).deleteIfEmpty();
    assertThat(out).doesNotExist();

    // An empty folder that already existed stays.
    Files.createDirectories(out);
    RunDirectory.prepare(out, false).deleteIfEmpty();
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void numbersRuns() throws IOException {
    Path runs = folder.resolve("runs");

    assertThat(RunDirectory.createNext(runs, "tiny").path()).isEqualTo(runs.resolve("tiny-1"));
    assertThat(RunDirectory.createNext(runs, "tiny").path()).isEqualTo(runs.resolve("tiny-2"));
  }

  @Test
  void quotesCommandLineForShell() {
    assertThat(RunDirectory.shellQuote("--out=a/b.c")).isEqualTo("--out=a/b.c");
    assertThat(RunDirectory.shellQuote("^(\\d{8})_")).isEqualTo("'^(\\d{8})_'");
    assertThat(RunDirectory.shellQuote("it's")).isEqualTo("'it'\\''s'");
  }
}
