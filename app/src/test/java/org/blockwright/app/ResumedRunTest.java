package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockwright.dsl.format.Document;
import org.blockwright.training.History;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that were interrupted by Ctrl-C and continue at the command line. */
@Timeout(180)
class ResumedRunTest {
  @TempDir Path folder;

  @BeforeEach
  void writeImages() throws IOException {
    StripedImages.write(folder, 20);
  }

  private List<String> train(int epochs, Path run) {
    return List.of(
        "train",
        "--model",
        folder.resolve("tiny.yaml").toString(),
        "--data",
        folder.resolve("images").toString(),
        "--batch-size",
        "4",
        "--epochs",
        String.valueOf(epochs),
        "--patience",
        "0",
        "--audit",
        "off",
        "--threads",
        "1",
        "--out",
        run.toString());
  }

  private Path complete(int epochs) {
    Path run = folder.resolve("expected");
    CommandResult result = CommandResult.run(train(epochs, run).toArray());
    assertThat(result.code()).as(result.err()).isZero();
    return run;
  }

  /** A run that is stopped after its first update. */
  private Path interrupted(int epochs) {
    Path run = folder.resolve("run");
    Interruption interruption = new Interruption();
    interruption.request(() -> {});
    CommandResult result = CommandResult.run(interruption, train(epochs, run).toArray());
    assertThat(result.code()).isEqualTo(Main.INTERRUPTED);
    assertThat(result.err()).contains("continue the run with: blockwright train --resume " + run);
    return run;
  }

  private static void assertSame(Path run, Path expected) {
    assertThat(StripedImages.epochs(run)).isEqualTo(StripedImages.epochs(expected));
    assertThat(StripedImages.weights(run))
        .usingRecursiveComparison()
        .isEqualTo(StripedImages.weights(expected));
    assertThat(run.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void ctrlCStopsARunThatContinuesBitForBit() throws Exception {
    CommandProcess.requireCtrlC();
    Path run = folder.resolve("run");
    // So many epochs that they are not done when the signal arrives.
    int epochs = 20;
    try (CommandProcess command =
        CommandProcess.start(folder, train(epochs, run).toArray(String[]::new))) {
      assertThat(command.awaitOutput("epoch 2/" + epochs)).as(command.output()).isTrue();

      CommandProcess.interrupt(command.process());

      assertThat(command.exitCode()).as(command.output()).isEqualTo(Main.INTERRUPTED);
      assertThat(command.output())
          .contains("Interrupted: stopping after the current batch")
          .contains("continue the run with: blockwright train --resume " + run);
    }
    assertThat(History.readCsv(run.resolve("history.csv")).epochs()).hasSizeBetween(2, epochs - 1);
    assertThat(StripedImages.weights(run)).isNotEmpty();

    CommandResult resumed = CommandResult.run("train", "--resume", run);

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).containsPattern("resuming at epoch [0-9]+, batch [0-9]+");
    assertSame(run, complete(epochs));
  }

  @Test
  void runNamesTheCommandsAndTheTimeOfAllSessions() throws Exception {
    Path run = interrupted(3);
    Document first = Document.read(run.resolve("run.yaml"));
    assertThat(first.find("resumed-by")).isEmpty();

    CommandResult.run("train", "--resume", run, "--threads", "1");

    Document all = Document.read(run.resolve("run.yaml"));
    assertThat(all.get("command").text())
        .isEqualTo(first.get("command").text())
        .contains("--epochs 3");
    assertThat(all.get("resumed-by").list())
        .extracting(Document::text)
        .containsExactly("blockwright train --resume " + run + " --threads 1");
    double seconds = Double.parseDouble(all.get("metadata").get("training seconds").text());
    // Rounded to a tenth.
    assertThat(seconds).isGreaterThan(History.readCsv(run.resolve("history.csv")).seconds() - 0.1);
  }

  @Test
  void changedSettingsAreRefusedUnlessOneIsChosen() {
    Path run = interrupted(4);

    CommandResult refused = CommandResult.run("train", "--resume", run, "--epochs", "2");

    assertThat(refused.code()).isEqualTo(Main.USAGE_ERROR);
    assertThat(refused.err())
        .contains("the training differs from that of the checkpoint in " + run)
        .contains("epochs: 4 in the checkpoint, 2 now")
        .contains("--resume-with current")
        .contains("--resume-with checkpoint");
  }

  @Test
  void currentSettingsReplaceThoseOfTheRun() {
    Path run = interrupted(4);

    CommandResult resumed =
        CommandResult.run("train", "--resume", run, "--epochs", "2", "--resume-with", "current");

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("resuming with changes");
    assertThat(StripedImages.epochs(run)).hasSize(2);
    assertThat(Document.read(run.resolve("run.yaml")).get("job").get("epochs").text())
        .isEqualTo("2");
    assertThat(run.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void settingsOfTheRunReplaceOptions() {
    Path run = interrupted(4);

    CommandResult resumed =
        CommandResult.run("train", "--resume", run, "--epochs", "2", "--resume-with", "checkpoint");

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertSame(run, complete(4));
  }

  @Test
  void otherImagesAreNamed() throws IOException {
    Path run = interrupted(4);
    for (int i = 0; i < 10; i++) {
      Files.delete(folder.resolve("images/left/" + i + ".png"));
    }

    CommandResult refused =
        CommandResult.run("train", "--resume", run, "--resume-with", "checkpoint");

    assertThat(refused.code()).isEqualTo(Main.USAGE_ERROR);
    assertThat(refused.err()).contains("training images: ").contains("with SHA-256");
  }
}
