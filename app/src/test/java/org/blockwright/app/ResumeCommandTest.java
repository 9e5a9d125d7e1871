package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The option {@code --resume} of {@code train}. */
class ResumeCommandTest {
  @TempDir Path folder;

  @Test
  void finishedRunSaysSo() throws Exception {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("run.yaml"), "command: blockwright train\njob: {model: vgg16}\n");

    CommandResult result = CommandResult.run("train", "--resume", run);

    assertThat(result.code()).isEqualTo(Main.SUCCESS);
    assertThat(result.err())
        .contains("the run in " + run + " is finished: there is nothing to resume");
  }

  @Test
  void directoryWithoutRunIsRejected() {
    CommandResult result = CommandResult.run("train", "--resume", folder);

    assertThat(result.code()).isEqualTo(Main.USAGE_ERROR);
    assertThat(result.err()).contains(folder + " has no unfinished run: ");
  }

  @Test
  void optionsOfOtherRunsAreRejected() {
    assertThat(CommandResult.run("train", "--resume", folder, "--out", "x").err())
        .contains("--out cannot be combined with --resume");
    assertThat(CommandResult.run("train", "--resume", folder, "--find-lr").err())
        .contains("--find-lr cannot be combined with --resume");
    assertThat(CommandResult.run("train", "--resume-with", "current").err())
        .contains("--resume-with needs --resume RUN");
    assertThat(CommandResult.run("train", "--resume", folder, "--resume-with", "old").err())
        .contains("\"old\" is not a state to resume with. Choose checkpoint or current.");
  }

  @Test
  void unfinishedRunIsNotReplacedByAccident() throws Exception {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.createDirectories(run.resolve("checkpoint"));
    Files.writeString(run.resolve("checkpoint/run.yaml"), "job: {model: vgg16}\n");

    CommandResult result =
        CommandResult.run("train", "--model", "vgg16", "--data", folder, "--out", run);

    assertThat(result.code()).isEqualTo(Main.USAGE_ERROR);
    assertThat(result.err())
        .contains(run + " contains an unfinished run. Continue it with train --resume " + run);
  }
}
