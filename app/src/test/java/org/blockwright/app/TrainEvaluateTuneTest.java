package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.training.History;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainEvaluateTuneTest {
  @TempDir Path folder;
  private Path network;
  private Path data;

  @BeforeEach
  void createFiles() throws Exception {
    network = TinyNetwork.write(folder);
    data = ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 20);
  }

  private CommandResult train(Object... more) {
    return trainOn(data, 20, more);
  }

  private CommandResult trainOn(Path images, int epochs, Object... more) {
    Object[] arguments = {
      "train",
      "--model",
      network,
      "--data",
      images,
      "--epochs",
      epochs,
      "--lr",
      0.05,
      "--batch-size",
      8
    };
    Object[] combined = new Object[arguments.length + more.length];
    System.arraycopy(arguments, 0, combined, 0, arguments.length);
    System.arraycopy(more, 0, combined, arguments.length, more.length);
    return CommandResult.run(combined);
  }

  /** The same file for training and evaluation, with a column that is not trained. */
  @Test
  void evaluatesColumnsOfAFileWithMore() throws Exception {
    Path run = folder.resolve("run");
    Path csv = csv("file,red,number,color", (red, i) -> "%s,%s,%s".formatted(red ? 1 : 0, i, "x"));
    CommandResult trained = trainOn(csv, 2, "--targets", "red", "--out", run);
    assertThat(trained.code()).as(trained.err()).isZero();

    CommandResult evaluated =
        CommandResult.run(
            "evaluate", run.resolve("model.zip"), "--data", csv, "--targets", "red", "--json");
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.json().at("/test/task").asText()).isEqualTo("binary");
    assertThat(evaluated.json().at("/test/samples").asInt()).isEqualTo(40);
  }

  @Test
  void trainsAndEvaluatesSeveralOutputs() throws Exception {
    Network several =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("color", Task.CLASSIFICATION, "blue", "red"),
                HeadOutput.of("count", Task.REGRESSION, "number [px]"))
            .applyTo(Network.named("several").input(8, 8, 3).block("body", conv(4, 1).relu()));
    network = Files.writeString(folder.resolve("several.yaml"), NetworkFormat.toYaml(several));
    Path csv =
        csv("file,color,number [px]", (red, i) -> "%s,%s".formatted(red ? "red" : "blue", i));
    Path run = folder.resolve("run");

    CommandResult trained = trainOn(csv, 1, "--out", run);
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("test/color:\n").contains("test/count:\n");

    CommandResult evaluated =
        CommandResult.run(
            "evaluate", run.resolve("model.zip"), "--data", csv, "--out", run, "--json");
    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.json().at("/test~1color/task").asText()).isEqualTo("classification");
    assertThat(evaluated.json().at("/test~1count/task").asText()).isEqualTo("regression");
    assertThat(run.resolve("evaluation.json"))
        .content()
        .isEqualToIgnoringWhitespace(evaluated.out());
  }

  private Path csv(String header, BiFunction<Boolean, Integer, String> targets) throws Exception {
    List<String> lines = new ArrayList<>(List.of(header));
    for (String color : List.of("blue", "red")) {
      List<Path> images;
      try (Stream<Path> files = Files.list(data.resolve(color))) {
        images = files.sorted().toList();
      }
      for (Path image : images) {
        boolean red = color.equals("red");
        lines.add(data.relativize(image) + "," + targets.apply(red, lines.size()));
      }
    }
    return Files.write(data.resolve("images.csv"), lines);
  }

  @Test
  void evaluatesAndPredictsWithTrainedModel() throws Exception {
    Path run = folder.resolve("run");

    CommandResult trained = train("--out", run);

    assertThat(trained.code()).as(trained.err()).isZero();
    // One line per epoch, since the output is no terminal.
    int epochs = History.readCsv(run.resolve("history.csv")).epochs().size();
    assertThat(trained.err().lines().filter(line -> line.matches("(epoch|validation|  epoch) .*")))
        .hasSize(epochs)
        .allMatch(
            line ->
                line.matches(
                    "epoch \\d+/20: loss \\d+\\.\\d{4}, validation loss \\d+\\.\\d{4}, validation"
                        + " accuracy \\d\\.\\d{4}, \\d+\\.\\d s( \\(best\\))?"));
    assertThat(run.resolve("run.yaml")).content().contains("--lr 0.05");
    for (String file : new String[] {"model.zip", "history.csv", "metrics.json", "report.html"}) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }

    Path evaluationFolder = folder.resolve("evaluation");
    CommandResult evaluated =
        CommandResult.run(
            "evaluate",
            run.resolve("model.zip"),
            "--data",
            data,
            "--out",
            evaluationFolder,
            "--json");

    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    // One channel separates red from blue, so the accuracy must be 1.
    assertThat(evaluated.json().findValue("accuracy").toString()).contains("1.0");
    assertThat(evaluationFolder.resolve("evaluation.json"))
        .content()
        .isEqualToIgnoringWhitespace(evaluated.out());
    assertThat(evaluationFolder.resolve("evaluation.html")).isNotEmptyFile();

    CommandResult predicted =
        CommandResult.run(
            "predict", run.resolve("model.zip"), data.resolve("red/00.png"), "--top", 1);
    assertThat(predicted.out()).contains("  red ");
  }

  @Test
  void recordsSettingsOfTheObjective() throws Exception {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");

    CommandResult frozen = train("--out", first, "--freeze", "body*");
    CommandResult explicit =
        train(
            "--out",
            second,
            "--cache",
            "off",
            "--standardize",
            "off",
            "--weight-decay",
            "0.5",
            "--monitor",
            "cohen_kappa");
    CommandResult invalid = train("--out", folder.resolve("third"), "--standardize", "on");
    CommandResult unknown = train("--out", folder.resolve("third"), "--standardize", "onn");

    assertThat(frozen.code()).as(frozen.err()).isZero();
    assertThat(first.resolve("run.yaml"))
        .content()
        .containsPattern("standardize: \"?on\"?\n")
        .contains("weight-decay: 0.01\n")
        .contains("patience: 20\n")
        .containsPattern("monitor: \"?loss\"?\n")
        .contains("gray: false\n")
        .containsPattern("cache: \"?auto\"?\n");
    assertThat(explicit.code()).as(explicit.err()).isZero();
    assertThat(second.resolve("run.yaml"))
        .content()
        .containsPattern("standardize: \"?off\"?\n")
        .contains("weight-decay: 0.5\n")
        .contains("patience: 5\n")
        .containsPattern("monitor: \"?cohen_kappa\"?\n")
        .containsPattern("cache: \"?off\"?\n");
    assertThat(invalid.code()).isEqualTo(2);
    assertThat(invalid.err()).contains("standardize is on, but there is no frozen backbone");
    assertThat(unknown.err()).contains("Did you mean \"on\"?");
  }

  /** Matched by position, the saved head would misclassify every image. */
  @Test
  void reportsOtherClassNamesOfSavedModel() throws Exception {
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
            "the classes [blue, red] differ from the labels of the model [a_red, b_blue]: its head is replaced by a new one; head.keep (--keep-head) keeps it");
    assertThat(kept.code()).as(kept.err()).isZero();
    assertThat(kept.err())
        .contains(
            "the head is kept and its labels are renamed: \"a_red\" is now \"blue\", \"b_blue\" is now \"red\"");
  }

  @Test
  void dryRunWritesNothing() {
    Path run = folder.resolve("run");

    CommandResult ran = train("--out", run, "--dry-run", "--freeze", "body*");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("body", "frozen")
        .containsPattern("images +training +validation +test")
        .containsPattern("blue +\\d+ +\\d+ +\\d+")
        .contains("epochs of", "augmentation: none", "features cached at", "peak memory so far");
    assertThat(run).doesNotExist();
  }

  @Test
  void suggestsALearningRateWithAPlotAndTrainsNothing() throws Exception {
    Path plot = folder.resolve("rates.png");

    CommandResult ran = train("--find-lr", plot);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out())
        .containsPattern("middle of the longest fall of the loss: (--lr 0|none)")
        .containsPattern("steepest slope of the loss: (--lr 0|none)")
        .containsPattern("a tenth of the rate with the smallest loss: --lr 0");
    assertThat(Files.readAllBytes(plot)).startsWith((byte) 0x89, 'P', 'N', 'G');
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  /** The plot replaces an older one, but no file of another kind. */
  @Test
  void plotOfTheRangeTestIsAPngFile() throws Exception {
    Path mine = Files.writeString(folder.resolve("images.csv"), "mine");

    CommandResult ran = train("--find-lr", mine);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("does not end in .png, the only supported output format");
    assertThat(mine).hasContent("mine");
  }

  @Test
  void rangeTestIsNotCombinedWithOtherTasks() {
    for (Object[] other : new Object[][] {{"--dry-run"}, {"--folds", 3}}) {
      List<Object> arguments = new ArrayList<>(List.of(other));
      arguments.add("--find-lr");

      CommandResult ran = train(arguments.toArray());

      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.err())
          .contains("--find-lr cannot be combined with " + other[0] + ". Leave one of them out.");
    }
  }

  @Test
  void doesNotWriteIntoNonEmptyFolder() throws Exception {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("mine.txt"), "mine");

    CommandResult ran = train("--out", run);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("already exists and is not empty. Choose another --out.");
    assertThat(run).isDirectoryContaining(file -> file.endsWith("mine.txt"));
  }

  @Test
  void optionsOverrideJobFile() throws Exception {
    String text = "model: %s\ndata:\n  train: %s\nepochs: %s\n";
    Path invalid = Files.writeString(folder.resolve("a.yaml"), text.formatted(network, data, 0));
    Path right = Files.writeString(folder.resolve("b.yaml"), text.formatted(network, data, 3));

    CommandResult rejected =
        CommandResult.run("train", "--job", invalid, "--epochs", 2, "--dry-run");
    CommandResult trained =
        CommandResult.run("train", "--job", right, "--epochs", 2, "--out", folder.resolve("run"));

    assertThat(rejected.code()).isEqualTo(2);
    assertThat(rejected.err()).contains("a.yaml:4:9: \"epochs\" must be a whole number");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(folder.resolve("run/run.yaml")).content().contains("epochs: 2");
  }

  @Test
  void otherNetworkThanThatOfTheJobFileHasItsOwnPreprocessing() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            "model: %s\ndata:\n  train: %s\npreprocessing: caffe\n".formatted(network, data));
    Path other = Files.copy(network, folder.resolve("other.yaml"));

    CommandResult same = CommandResult.run("train", "--job", file, "--dry-run");
    CommandResult replaced =
        CommandResult.run("train", "--job", file, "--model", other, "--dry-run");

    assertThat(same.code()).as(same.err()).isZero();
    assertThat(same.err()).doesNotContain("preprocessing");
    assertThat(replaced.code()).as(replaced.err()).isZero();
    assertThat(replaced.err())
        .contains(
            "the preprocessing caffe of the job file is not used, since --model replaces the model that it is for; to keep it, add --preprocessing caffe",
            "no preprocessing is set; assuming tf");
  }
}
