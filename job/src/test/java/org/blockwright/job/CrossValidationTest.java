package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.blockwright.base.BlockwrightException;
import org.blockwright.base.Csv;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Prediction;
import org.blockwright.training.History;
import org.blockwright.training.TrainingControl;
import org.blockwright.training.TrainingEvent;
import org.blockwright.training.TrainingListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cross-validation, and runs with the split of another run, on dark and bright images. */
class CrossValidationTest {
  @TempDir private Path folder;
  private Job job;

  @BeforeEach
  void createImages() throws IOException {
    for (int i = 0; i < 24; i++) {
      write("dark/p%s_%s.png".formatted(i / 2, i), 10 + 3 * i);
      write("light/q%s_%s.png".formatted(i / 2, i), 180 + 3 * i);
    }
    Path network =
        Files.writeString(
            folder.resolve("net.yaml"),
            """
            name: net
            input: 8x8x3
            preprocessing: tf
            blocks: [{name: block1, seq: [{conv: {kernel: 1, filters: 4, activation: relu}}]}]
            head: [{globalAverage: {}}, {dense: {units: 2}}, {activation: softmax}]
            """);
    job =
        Job.defaults()
            .with("model", network)
            .with("data.train", folder.resolve("images"))
            .with("data.group-by", "^([pq]\\d+)_")
            .with("optimizer.learning-rate", 0.3)
            .with("epochs", 15)
            .with("batch-size", 8);
  }

  private void write(String file, int gray) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, gray * 0x010101);
    }
    Path path = folder.resolve("images").resolve(file);
    Files.createDirectories(path.getParent());
    ImageIO.write(image, "png", path.toFile());
  }

  @Test
  void eachImageIsPredictedOnceByAModelOfTheOtherFolds() throws IOException {
    Path out = folder.resolve("out");

    CrossValidation.Result result = TrainingJob.of(job).crossValidate(3, out);

    Measurements pooled = result.measurements().get("test");
    assertThat(pooled.predictions()).hasSize(48);
    assertThat(pooled.predictions()).extracting(Prediction::key).doesNotHaveDuplicates();
    assertThat(pooled.groups()).isEqualTo(24);
    assertThat(pooled.accuracy().value().orElseThrow()).isGreaterThan(0.9);
    assertThat(pooled.accuracy().interval()).isPresent();
    assertThat(result.runs()).hasSize(3);
    assertThat(out.resolve("metrics.json"))
        .content()
        .contains("\"test\"", "\"fold 1\"", "\"fold 2\"", "\"fold 3\"");
    assertThat(out.resolve("report.html")).content().contains("all folds", "fold 3");
    Set<String> tested = new TreeSet<>();
    for (int fold = 1; fold <= 3; fold++) {
      Path file = out.resolve("fold-%s.csv".formatted(fold));
      for (Csv.Row row : Csv.parse(file.toString(), Files.readString(file))) {
        if (row.cells().get(row.cells().size() - 1).equals("test")) {
          assertThat(tested.add(row.cells().get(0))).isTrue();
        }
      }
      assertThat(out.resolve("fold-" + fold).resolve("split.csv")).hasSameTextualContentAs(file);
    }
    assertThat(tested).hasSize(48);
    // All folds have the same images.
    assertThat(out.resolve("fold-1/audit.json")).exists();
    assertThat(out.resolve("fold-2/audit.json")).doesNotExist();
  }

  @Test
  void subsetsAreThoseOfTheFolds() {
    for (String key : List.of("data.split", "data.test", "data.split-file")) {
      Job other = job.with(key, key.equals("data.split") ? "8:1:1" : "x");
      assertThatThrownBy(() -> new CrossValidation(TrainingJob.of(other), 3))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("Folds are the test images of cross-validation, so \"" + key)
          .hasMessageEndingWith("cannot be set. Remove it, or remove --folds.");
    }
    assertThatThrownBy(
            () -> new CrossValidation(TrainingJob.of(job.with("data.validation", "dir")), 3))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "The validation images of cross-validation are a fraction of the other folds; got"
                + " \"dir\". Set \"data.validation\" (--validation) to a fraction such as 0.1, or"
                + " remove it.");
  }

  @Test
  void splitFileReproducesTheSubsetsAndIsRecordedByItsHash() throws IOException {
    Path first = folder.resolve("first");
    String hash;
    List<String> test = new ArrayList<>();
    try (JobResult result = new JobRunner(Progress.silent()).run(job.with("seed", 5))) {
      result.save(first);
      hash = result.metadata().get("split sha256");
      result.images().test().orElseThrow().samples().forEach(s -> test.add(s.key()));
    }
    assertThat(first.resolve("run.yaml")).content().contains("split sha256: " + hash);

    Job again = job.with("seed", 6).with("data.split-file", first.resolve("split.csv"));
    try (JobResult result = new JobRunner(Progress.silent()).run(again)) {
      assertThat(result.images().test().orElseThrow().samples())
          .extracting(s -> s.key())
          .containsExactlyElementsOf(test);
      assertThat(result.metadata()).containsEntry("split sha256", hash);
    }
    assertThatThrownBy(() -> TrainingJob.of(again.with("data.split", "8:1:1")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"data.split-file\" (--split-file) and \"data.split\" (--split) both determine the"
                + " subsets. Remove one of them.");
  }

  /** Ends the training of a fold at an epoch, as a process that is killed there. */
  private static final class Killed implements TrainingListener {
    private final int fold;
    private final int epoch;
    private final Path checkpoint;
    private int folds;

    /**
     * @param checkpoint a file that is written in the background before
     */
    Killed(int fold, int epoch, Path checkpoint) {
      this.fold = fold;
      this.epoch = epoch;
      this.checkpoint = checkpoint;
    }

    @Override
    public void runStarted(TrainingEvent.RunStarted event, TrainingControl control) {
      folds++;
    }

    @Override
    public void epochEnded(TrainingEvent.EpochEnded event, TrainingControl control) {
      if (folds == fold && event.metrics().epoch() == epoch) {
        while (!Files.exists(checkpoint)) {
          Thread.onSpinWait();
        }
        throw new IllegalStateException("killed");
      }
    }
  }

  private CrossValidation.Result resume(Path out, List<TrainingListener> listeners) {
    return CrossValidation.resume(
        new JobRunner(Progress.silent()).withListeners(listeners), out, j -> j, List.of());
  }

  @Test
  @Timeout(120)
  void resumedCrossValidationHasTheResultOfOneThatWasNeverKilled() throws IOException {
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    Job five = job.with("epochs", 5);
    TrainingJob.of(five).crossValidate(3, whole);
    RunDirectory directory = RunDirectory.prepare(killed, false);
    CrossValidation validation = new CrossValidation(TrainingJob.of(five), 3);
    JobRunner runner =
        new JobRunner(Progress.silent())
            .withListeners(
                List.of(new Killed(2, 3, killed.resolve("fold-2/checkpoint/checkpoint-1.json"))));

    assertThatThrownBy(() -> validation.run(runner, directory, List.of("train")))
        .hasMessageContaining("killed");
    FileTime first = Files.getLastModifiedTime(killed.resolve("fold-1/model.zip"));
    assertThat(killed.resolve("fold-2/checkpoint")).exists();
    assertThat(CrossValidation.isFinished(killed)).isFalse();
    assertThatThrownBy(() -> RunDirectory.prepare(killed, false))
        .hasMessage(JobProblems.unfinishedFolds(killed));
    List<Integer> epochs = new ArrayList<>();
    TrainingListener counter =
        new TrainingListener() {
          @Override
          public void epochEnded(TrainingEvent.EpochEnded event, TrainingControl control) {
            epochs.add(event.metrics().epoch());
          }
        };

    CrossValidation.Result result = resume(killed, List.of(counter));

    // The first fold is not trained again, and the second one goes on.
    assertThat(epochs.subList(epochs.size() - 5, epochs.size())).containsExactly(1, 2, 3, 4, 5);
    // A checkpoint that takes too long is left out; that of the first epoch is always written.
    assertThat(epochs).hasSizeBetween(7, 9);
    assertThat(Files.getLastModifiedTime(killed.resolve("fold-1/model.zip"))).isEqualTo(first);
    assertThat(result.interrupted()).isFalse();
    assertThat(result.runs()).hasSize(3);
    assertThat(killed.resolve("metrics.json"))
        .hasSameTextualContentAs(whole.resolve("metrics.json"));
    for (int fold = 1; fold <= 3; fold++) {
      String history = "fold-" + fold + "/history.csv";
      assertThat(History.readCsv(killed.resolve(history)).epochs())
          .extracting(epoch -> epoch.trainLoss() + " " + epoch.validation())
          .isEqualTo(
              History.readCsv(whole.resolve(history)).epochs().stream()
                  .map(epoch -> epoch.trainLoss() + " " + epoch.validation())
                  .toList());
    }
    assertThat(CrossValidation.isFinished(killed)).isTrue();
  }

  @Test
  void crossValidationIsNotResumedWithOtherSettingsOrImages() throws IOException {
    Path out = folder.resolve("out");
    TrainingJob.of(job.with("epochs", 1)).crossValidate(3, out);
    JobRunner runner = new JobRunner(Progress.silent());

    assertThatThrownBy(
            () -> CrossValidation.resume(runner, out, j -> j.with("epochs", 9), List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage(JobProblems.otherSettingsOfFolds(out, List.of("\"epochs\"")));
    write("dark/new.png", 7);
    assertThatThrownBy(() -> resume(out, List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage(JobProblems.otherImagesOfFolds(out, folder.resolve("images").toString()));
    assertThatThrownBy(() -> resume(folder, List.of()))
        .isInstanceOf(UsageException.class)
        .hasMessage(JobProblems.noFolds(folder));
  }

  @Test
  void aJobThatFailsBeforeTheFirstFoldLeavesNothing() {
    Path out = folder.resolve("out");

    assertThatThrownBy(() -> TrainingJob.of(job.with("weights", "no.h5")).crossValidate(3, out))
        .isInstanceOf(BlockwrightException.class);
    assertThat(out).doesNotExist();
  }
}
