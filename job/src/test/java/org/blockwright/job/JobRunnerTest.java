package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job as a whole on made-up pictures: bright on the left, or bright on the right. */
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
    data = folder.resolve("pictures");
    Random random = new Random(1);
    for (String side : List.of("left", "right")) {
      Path at = Files.createDirectories(data.resolve(side));
      for (int i = 0; i < 40; i++) {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = image.createGraphics();
        paint.setColor(
            Color.getHSBColor(random.nextFloat(), 0.5f, 0.7f + 0.3f * random.nextFloat()));
        paint.fillRect(side.equals("left") ? 0 : 10, 0, 10, 20);
        paint.dispose();
        ImageIO.write(image, "png", at.resolve(i + ".png").toFile());
      }
    }
    Files.writeString(data.resolve("left/note.png"), "no picture");
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
  void aRunLearnsAndLeavesItsFiles() throws IOException {
    Path out = folder.resolve("run");
    RunDirectory run = RunDirectory.prepare(out, false);
    try (JobResult outcome = new JobRunner(Progress.silent()).run(job())) {
      outcome.write(run, List.of("blockwright", "train", "--freeze", "block*"));

      assertThat(outcome.finalMeasurements().orElseThrow().accuracy().value().orElseThrow())
          .isGreaterThan(0.9);
      assertThat(outcome.skipped()).extracting(s -> s.key()).containsExactly("left/note.png");
    }

    try (var files = Files.list(out)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "model.zip",
              "run.yaml",
              "split.csv",
              "history.csv",
              "metrics.json",
              "report.html",
              "skipped.csv");
    }
    assertThat(out.resolve("run.yaml"))
        .content()
        .contains("blockwright train --freeze 'block*'")
        .contains("seed: 42");
    assertThat(out.resolve("skipped.csv")).content().contains("left/note.png");
    try (Model model = Model.open(out.resolve("model.zip"))) {
      assertThat(model.network().labels()).containsExactly("left", "right");
      assertThat(model.provenance().entries()).containsKey("data training sha256");
    }
  }

  /** An epoch over kept features takes no time; one over pictures does. */
  @Test
  void patienceDependsOnWhatAnEpochCosts() {
    Job unsaid = job().with("epochs", 1);
    try (JobResult whole = new JobRunner(Progress.silent()).run(unsaid);
        JobResult frozen =
            new JobRunner(Progress.silent())
                .run(unsaid.with("lr-multipliers", List.of("freeze *")));
        JobResult said = new JobRunner(Progress.silent()).run(unsaid.with("patience", 3))) {
      assertThat(whole.job().longValue(Setting.PATIENCE)).isEqualTo(5);
      assertThat(frozen.job().longValue(Setting.PATIENCE)).isEqualTo(20);
      assertThat(said.job().longValue(Setting.PATIENCE)).isEqualTo(3);
      assertThat(frozen.job().longValue(Setting.EPOCHS)).isEqualTo(1);
    }
  }

  @Test
  void aSavedModelIsTrainedOnWithItsWeights() {
    Path saved = folder.resolve("saved.zip");
    float[] before;
    try (JobResult outcome = new JobRunner(Progress.silent()).run(job())) {
      outcome.model().save(saved);
      before = outcome.model().getWeights("block1_conv", "kernel");
    }

    Job again =
        job().with("model", saved).with("lr-multipliers", List.of("freeze *")).with("epochs", 1);
    try (JobResult outcome = new JobRunner(Progress.silent()).run(again)) {
      assertThat(outcome.model().getWeights("block1_conv", "kernel")).isEqualTo(before);
      assertThat(outcome.training().featuresCachedAt()).contains("flatten");
    }
  }

  @Test
  void whoStopsAtOnceGetsTheModelSoFar() {
    JobRunner stopped = new JobRunner(Progress.silent(), () -> true, Optional.empty());
    try (JobResult outcome = stopped.run(job())) {
      assertThat(outcome.training().interrupted()).isTrue();
      assertThat(outcome.notices()).contains("interrupted; the model is the best so far");
      assertThat(outcome.measurements()).doesNotContainKey("test");
    }
  }

  @Test
  void aRunThatCameToNothingLeavesNoFolder() throws IOException {
    Path out = folder.resolve("run");
    RunDirectory.prepare(out, false).deleteIfEmpty();
    assertThat(out).doesNotExist();

    // One that was there before stays, although it is empty.
    Files.createDirectories(out);
    RunDirectory.prepare(out, false).deleteIfEmpty();
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void runsAreNumbered() throws IOException {
    Path runs = folder.resolve("runs");

    assertThat(RunDirectory.createNext(runs, "tiny").path()).isEqualTo(runs.resolve("tiny-1"));
    assertThat(RunDirectory.createNext(runs, "tiny").path()).isEqualTo(runs.resolve("tiny-2"));
  }

  @Test
  void aWordOfACommandIsQuotedAsAShellTakesIt() {
    assertThat(RunDirectory.shellQuote("--out=a/b.c")).isEqualTo("--out=a/b.c");
    assertThat(RunDirectory.shellQuote("^(\\d{8})_")).isEqualTo("'^(\\d{8})_'");
    assertThat(RunDirectory.shellQuote("it's")).isEqualTo("'it'\\''s'");
  }
}
