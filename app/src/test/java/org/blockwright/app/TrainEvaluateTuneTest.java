package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainEvaluateTuneTest {
  @TempDir Path folder;
  private Path network;
  private Path data;

  @BeforeEach
  void describe() throws Exception {
    Network tiny =
        Network.named("tiny")
            .input(8, 8, 3)
            .block("body", conv(4, 1).relu())
            .head(globalAverage(), dense(2), softmax())
            .labels("blue", "red");
    network = Files.writeString(folder.resolve("tiny.yaml"), NetworkFormat.toYaml(tiny));
    data = ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 20);
  }

  private CommandResult train(Object... more) {
    Object[] words = {
      "train", "--model", network, "--data", data, "--epochs", 20, "--lr", 0.05, "--batch-size", 8
    };
    Object[] all = new Object[words.length + more.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return CommandResult.run(all);
  }

  @Test
  void whatTrainLeavesIsEvaluatedAndPredictedWith() throws Exception {
    Path run = folder.resolve("run");

    CommandResult trained = train("--out", run);

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(run.resolve("run.yaml")).content().contains("--lr 0.05");
    for (String file : new String[] {"model.zip", "history.csv", "metrics.json", "report.html"}) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }

    Path measured = folder.resolve("measured");
    CommandResult evaluated =
        CommandResult.run(
            "evaluate", run.resolve("model.zip"), "--data", data, "--out", measured, "--json");

    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    // Red and blue are told apart by one channel, so anything but all right is a fault.
    assertThat(evaluated.json().findValue("accuracy").toString()).contains("1.0");
    assertThat(measured.resolve("evaluation.json"))
        .content()
        .isEqualToIgnoringWhitespace(evaluated.out());
    assertThat(measured.resolve("evaluation.html")).isNotEmptyFile();

    CommandResult predicted =
        CommandResult.run(
            "predict", run.resolve("model.zip"), data.resolve("red/00.png"), "--top", 1);
    assertThat(predicted.out()).contains("  red ");
  }

  @Test
  void whatIsOptimizedIsSetByFlagsAndRecorded() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");

    CommandResult plain = train("--out", first, "--freeze", "body*");
    CommandResult set =
        train("--out", second, "--cache", "off", "--standardize", "off", "--weight-decay", "0.5");
    CommandResult wrong = train("--out", folder.resolve("third"), "--standardize", "on");
    CommandResult misspelt = train("--out", folder.resolve("third"), "--standardize", "onn");

    assertThat(plain.code()).as(plain.err()).isZero();
    assertThat(first.resolve("run.yaml"))
        .content()
        .containsPattern("standardize: \"?on\"?\n")
        .contains("weight-decay: 0.01\n")
        .contains("patience: 20\n")
        .contains("gray: false\n")
        .containsPattern("cache: \"?auto\"?\n");
    assertThat(set.code()).as(set.err()).isZero();
    assertThat(second.resolve("run.yaml"))
        .content()
        .containsPattern("standardize: \"?off\"?\n")
        .contains("weight-decay: 0.5\n")
        .contains("patience: 5\n")
        .containsPattern("cache: \"?off\"?\n");
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("standardize is on, but there is no frozen backbone");
    assertThat(misspelt.err()).contains("Did you mean \"on\"?");
  }

  /** By position the saved head would be wrong about every image. */
  @Test
  void aModelTrainedOnWithOtherClassNamesSaysSo() throws Exception {
    Path first = folder.resolve("first");
    Path other = folder.resolve("other");
    Files.createDirectories(other);
    Files.move(data.resolve("red"), other.resolve("a_red"));
    Files.move(data.resolve("blue"), other.resolve("b_blue"));
    data = other;
    CommandResult.run("train", "--model", network, "--data", data, "--epochs", 1, "--out", first);
    Files.move(other.resolve("a_red"), other.resolve("red"));
    Files.move(other.resolve("b_blue"), other.resolve("blue"));

    CommandResult ran =
        CommandResult.run(
            "train", "--model", first.resolve("model.zip"), "--data", data, "--dry-run");
    CommandResult kept =
        CommandResult.run(
            "train",
            "--model",
            first.resolve("model.zip"),
            "--data",
            data,
            "--keep-head",
            "--dry-run");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err())
        .contains(
            "the classes [blue, red] are not the labels of the model, [a_red, b_blue]: its head is replaced by a new one; head.keep (--keep-head) keeps it.");
    assertThat(kept.code()).as(kept.err()).isZero();
    assertThat(kept.err())
        .contains(
            "the head is kept, and its labels are renamed: \"a_red\" is now \"blue\", \"b_blue\" is now \"red\"");
  }

  @Test
  void aDryRunChecksEverythingAndLeavesNothing() {
    Path run = folder.resolve("run");

    CommandResult ran = train("--out", run, "--dry-run", "--freeze", "body*");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("body").contains("frozen");
    assertThat(run).doesNotExist();
  }

  @Test
  void aFolderThatIsTakenIsNotWrittenInto() throws Exception {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("mine.txt"), "mine");

    CommandResult ran = train("--out", run);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("exists already and is not empty. Choose another --out.");
    assertThat(run).isDirectoryContaining(file -> file.endsWith("mine.txt"));
  }

  @Test
  void aJobInAFileIsTrainedAndFlagsOverrideIt() throws Exception {
    String text = "model: %s\ndata:\n  train: %s\nepochs: %s\n";
    Path wrong = Files.writeString(folder.resolve("a.yaml"), text.formatted(network, data, 0));
    Path right = Files.writeString(folder.resolve("b.yaml"), text.formatted(network, data, 3));

    CommandResult refused = CommandResult.run("train", "--job", wrong, "--epochs", 2, "--dry-run");
    CommandResult trained =
        CommandResult.run("train", "--job", right, "--epochs", 2, "--out", folder.resolve("run"));

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("a.yaml:4:9: \"epochs\" must be a whole number");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(folder.resolve("run/run.yaml")).content().contains("epochs: 2");
  }
}
