package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.blockwright.model.Model;
import org.blockwright.training.History;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failed and interrupted commands leave existing files unchanged. */
class OutputSafetyTest {
  private static final List<String> FILES =
      List.of(
          "model.zip",
          "run.yaml",
          "split.csv",
          "history.csv",
          "metrics.json",
          "report.html",
          "skipped.csv",
          "audit.json");

  @TempDir static Path trainedOnce;
  @TempDir Path folder;
  private Path network;
  private Path data;
  private Path run;
  private Map<String, String> hashesBefore;

  @BeforeAll
  static void trainOnce() throws Exception {
    TinyNetwork.write(trainedOnce);
    ImagesOnDisk.writeTwoClasses(trainedOnce.resolve("data"), 12);
    CommandResult ran =
        CommandResult.run(
            "train",
            "--model",
            trainedOnce.resolve("tiny.yaml"),
            "--data",
            trainedOnce.resolve("data"),
            "--batch-size",
            8,
            "--epochs",
            1,
            "--out",
            trainedOnce.resolve("run"));
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  @BeforeEach
  void copy() throws Exception {
    network = Files.copy(trainedOnce.resolve("tiny.yaml"), folder.resolve("tiny.yaml"));
    data = ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 12);
    run = Files.createDirectory(folder.resolve("run"));
    for (String file : FILES) {
      Files.copy(trainedOnce.resolve("run").resolve(file), run.resolve(file));
    }
    hashesBefore = hashes(run);
  }

  private static Object[] arguments(Object first, Object[] more, Object... rest) {
    List<Object> all = new ArrayList<>(List.of(first));
    all.addAll(Arrays.asList(rest));
    all.addAll(Arrays.asList(more));
    return all.toArray();
  }

  private CommandResult train(Object... more) {
    return CommandResult.run(
        arguments("train", more, "--model", network, "--data", data, "--batch-size", 8, "--quiet"));
  }

  /** Returns the hashes of all files but the state of an interrupted run, which can be resumed. */
  private static Map<String, String> hashes(Path directory) throws IOException {
    Map<String, String> all = new TreeMap<>();
    Path checkpoint = directory.resolve("replacement");
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file :
          files.filter(Files::isRegularFile).filter(f -> !f.startsWith(checkpoint)).toList()) {
        all.put(
            directory.relativize(file).toString(),
            MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
      }
    }
    return all;
  }

  private void assertUnchanged(CommandResult ran, int code) throws IOException {
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(hashes(run)).isEqualTo(hashesBefore);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .as("no partial files")
          .containsExactlyInAnyOrder("tiny.yaml", "data", "run");
    }
  }

  @Test
  void invalidRunKeepsTheExistingOne() throws Exception {
    Object[] overwrite = {"--out", run, "--overwrite", "--epochs", 1};
    assertUnchanged(train(arguments("--augment", overwrite, "flp")), 2);
    assertUnchanged(train(arguments("--lr", overwrite, "-1")), 2);
    assertUnchanged(train(arguments("--weights", overwrite, folder.resolve("none.h5"))), 1);
    assertUnchanged(train(arguments("--data", overwrite, folder.resolve("none"))), 2);
    assertUnchanged(train(arguments("--test", overwrite, folder.resolve("none"))), 1);
    assertUnchanged(train(arguments("--freeze", overwrite, "nothing*")), 2);
    assertUnchanged(train(arguments("--head", overwrite, "pol")), 2);
    assertUnchanged(train(arguments("--job", overwrite, folder.resolve("none.yaml"))), 1);
    assertUnchanged(train(arguments("--split", overwrite, "8:x:1")), 2);
    assertUnchanged(train(arguments("--dry-run", overwrite)), 0);
  }

  @Test
  void nanLossKeepsTheExistingRun() throws Exception {
    CommandResult ran =
        train("--out", run, "--overwrite", "--epochs", 3, "--lr", "1e30", "--optimizer", "sgd");

    assertThat(ran.err()).contains("NaN");
    assertUnchanged(ran, 1);
  }

  @Test
  void interruptionInFirstEpochKeepsTheExistingRun() throws Exception {
    Interruption interruption = new Interruption();
    interruption.stopCondition();
    interruption.interrupt(() -> {}, code -> {}, code -> {});

    CommandResult ran =
        CommandResult.run(
            interruption,
            "train",
            "--model",
            network,
            "--data",
            data,
            "--out",
            run,
            "--overwrite",
            "--batch-size",
            4,
            "--quiet");

    assertThat(ran.err()).contains("Interrupted: the run in " + run + " is kept");
    assertUnchanged(ran, 130);
  }

  /** Requests a stop after the third epoch of a run with 12 epochs. */
  private int interrupted(PrintStream stream, Interruption interruption) {
    return Main.run(
        Console.plain(stream, stream),
        interruption,
        "train",
        "--model",
        network.toString(),
        "--data",
        data.toString(),
        "--out",
        run.toString(),
        "--overwrite",
        "--batch-size",
        "4",
        "--epochs",
        "12",
        "--patience",
        "0");
  }

  @Test
  void interruptedRunReplacesTheExistingOneWhenItIsResumedAndComplete() throws Exception {
    Interruption interruption = new Interruption();
    ByteArrayOutputStream err =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            if (!interruption.isRequested()
                && toString(StandardCharsets.UTF_8).contains("epoch 3/")) {
              interruption.interrupt(() -> {}, code -> {}, code -> {});
            }
          }
        };

    int code = interrupted(new PrintStream(err, true, StandardCharsets.UTF_8), interruption);

    assertThat(code).isEqualTo(130);
    assertThat(hashes(run)).isEqualTo(hashesBefore);
    assertThat(run.resolve("checkpoint")).doesNotExist();
    assertThat(run.resolve("replacement/run.yaml")).content().contains("epochs: 12");
    // The state of another job is not offered when the next one fails, and is never continued.
    CommandResult failed =
        train("--out", run, "--overwrite", "--weights", folder.resolve("none.h5"));
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).doesNotContain("continue the run");
    assertThat(hashes(run)).isEqualTo(hashesBefore);

    CommandResult resumed = CommandResult.run("train", "--resume", run);

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err()).contains("resuming at epoch ");
    assertThat(run.resolve("replacement")).doesNotExist();
    assertThat(hashes(run).keySet()).isEqualTo(hashesBefore.keySet());
    assertThat(History.readCsv(run.resolve("history.csv")).epochs()).hasSize(12);
  }

  @Test
  void staleStateOfAReplacementIsNotContinuedByAnotherOne() throws Exception {
    Interruption interruption = new Interruption();
    interruption.request(() -> {});
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(interrupted(new PrintStream(err, true, StandardCharsets.UTF_8), interruption))
        .isEqualTo(130);
    assertThat(run.resolve("replacement")).isDirectory();

    CommandResult other = train("--out", run, "--overwrite", "--epochs", 2, "--patience", 0);

    assertThat(other.code()).as(other.err()).isZero();
    assertThat(other.err()).doesNotContain("resuming");
    assertThat(run.resolve("replacement")).doesNotExist();
    assertThat(History.readCsv(run.resolve("history.csv")).epochs()).hasSize(2);
  }

  @Test
  void doesNotReplaceRunWithoutOverwrite() throws Exception {
    CommandResult ran = train("--out", run);

    assertThat(ran.err()).contains("already contains a run", "add --overwrite");
    assertUnchanged(ran, 2);
  }

  @Test
  void runCanReadModelFromTheDirectoryItReplaces() throws Exception {
    Path model = run.resolve("model.zip");

    CommandResult ran =
        CommandResult.run(
            "train", "--model", model, "--data", data, "--epochs", 2, "--out", run, "--overwrite");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(hashes(run).keySet()).isEqualTo(hashesBefore.keySet());
    assertThat(hashes(run).get("model.zip")).isNotEqualTo(hashesBefore.get("model.zip"));
    assertThat(run.resolve("run.yaml")).content().contains("model.zip", "epochs: 2");

    hashesBefore = hashes(run);
    CommandResult failed =
        CommandResult.run(
            "train",
            "--model",
            model,
            "--data",
            data,
            "--augment",
            "flp",
            "--out",
            run,
            "--overwrite");
    assertUnchanged(failed, 2);
  }

  @Test
  void neverReplacesDirectoryThatIsNotARun() throws Exception {
    CommandResult images = train("--out", data, "--overwrite");
    assertThat(images.code()).isEqualTo(2);
    assertThat(images.err()).contains("not a Blockwright run");
    CommandResult above = train("--out", folder, "--overwrite");
    assertThat(above.err()).contains("not a Blockwright run");
    assertUnchanged(above, 2);

    Path userFile = Files.writeString(run.resolve("notes.txt"), "mine");
    CommandResult ran = train("--out", run, "--overwrite");
    assertThat(ran.err()).contains("other files, which --overwrite would delete: notes.txt");
    hashesBefore = hashes(run);
    assertUnchanged(ran, 2);
    assertThat(userFile).hasContent("mine");
  }

  @Test
  void evaluateAddsFilesToRun() throws Exception {
    Object[] arguments = {"evaluate", run.resolve("model.zip"), "--data", data, "--out", run};

    CommandResult first = CommandResult.run(arguments);
    CommandResult second = CommandResult.run(arguments);
    CommandResult again =
        CommandResult.run(
            arguments(
                "evaluate",
                new Object[] {"--overwrite"},
                Arrays.copyOfRange(arguments, 1, arguments.length)));

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(again.code()).as(again.err()).isZero();
    Map<String, String> after = hashes(run);
    assertThat(after).containsAllEntriesOf(hashesBefore);
    after.keySet().removeAll(hashesBefore.keySet());
    assertThat(after.keySet())
        .containsExactlyInAnyOrder(
            "evaluation.json", "evaluation.html", "evaluation-2.json", "evaluation-2.html");
    // Evaluations count as files of the run, so the run can still be replaced.
    assertThat(train("--epochs", 1, "--out", run, "--overwrite").code()).isZero();
    assertThat(hashes(run).keySet()).isEqualTo(hashesBefore.keySet());
  }

  @Test
  void evaluateTouchesNoOtherFiles() throws Exception {
    Path userFile =
        Files.writeString(
            Files.createDirectory(folder.resolve("mine")).resolve("metrics.json"), "mine");

    CommandResult ran =
        CommandResult.run(
            "evaluate",
            run.resolve("model.zip"),
            "--data",
            data,
            "--out",
            userFile.getParent(),
            "--overwrite");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(userFile).hasContent("mine");
    assertThat(userFile.resolveSibling("evaluation.json")).isNotEmptyFile();
  }

  @Test
  void failedEvaluateCreatesNoFolder() {
    Path out = folder.resolve("evaluation");

    CommandResult ran =
        CommandResult.run(
            "evaluate", run.resolve("model.zip"), "--data", folder.resolve("none"), "--out", out);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void runYamlReproducesTheRun() throws Exception {
    Path again = folder.resolve("again");

    CommandResult ran =
        CommandResult.run("train", "--job", run.resolve("run.yaml"), "--out", again);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(job(again)).isEqualTo(job(run));
    try (Model one = Model.open(run.resolve("model.zip"));
        Model other = Model.open(again.resolve("model.zip"))) {
      String layer = one.network().graph().nodes().get(0).name();
      assertThat(other.getWeights(layer, "kernel")).isEqualTo(one.getWeights(layer, "kernel"));
    }
  }

  private static Object job(Path directory) {
    return org.blockwright.job.Job.read(directory.resolve("run.yaml")).toMap();
  }

  @Test
  void doesNotReplaceOutputFileWithoutOverwrite() throws Exception {
    Path model = run.resolve("model.zip");
    for (String name : List.of("x.h5", "x.npz")) {
      Path file = Files.writeString(folder.resolve(name), "mine");
      Object[] arguments =
          name.equals("x.h5")
              ? new Object[] {"weights", "export", model, "-o", file}
              : new Object[] {"features", model, data.resolve("red/00.png"), "-o", file};

      CommandResult rejected = CommandResult.run(arguments);
      assertThat(rejected.code()).as(rejected.err()).isEqualTo(2);
      assertThat(rejected.err()).contains(file + " already exists. Choose another file, or add");
      assertThat(file).hasContent("mine");

      Object[] overwrite = Arrays.copyOf(arguments, arguments.length + 1);
      overwrite[arguments.length] = "--overwrite";
      CommandResult replaced = CommandResult.run(overwrite);
      assertThat(replaced.code()).as(replaced.err()).isZero();
      assertThat(Files.size(file)).isGreaterThan(4);
    }
  }

  @Test
  void rejectsUnsupportedOutputFormats() {
    Path model = run.resolve("model.zip");
    for (String name : List.of("x.onnx", "x.keras", "x.weights.h5", "x.pt", "x")) {
      Path file = folder.resolve(name);
      CommandResult ran = CommandResult.run("weights", "export", model, "-o", file);
      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.err())
          .contains("does not end in .h5 or .hdf5, the only supported output format");
      assertThat(file).doesNotExist();
    }
    assertThat(CommandResult.run("weights", "export", model, "-o", folder.resolve("x.HDF5")).code())
        .isZero();
    Path csv = folder.resolve("x.csv");
    CommandResult features =
        CommandResult.run("features", model, data.resolve("red/00.png"), "-o", csv);
    assertThat(features.code()).isEqualTo(2);
    assertThat(features.err()).contains("x.csv\" does not end in .npz");
    assertThat(csv).doesNotExist();
  }

  @Test
  void restoresRunWhoseReplacementWasKilled() throws Exception {
    Files.move(run, folder.resolve(".run.5e.old"), StandardCopyOption.ATOMIC_MOVE);

    CommandResult ran = train("--out", run);

    assertThat(ran.err()).contains("already contains a run");
    assertUnchanged(ran, 2);
  }
}
