package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;

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
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails or is interrupted, what was there before stays as it was. */
class NothingIsLostTest {
  private static final List<String> FILES =
      List.of(
          "model.zip",
          "run.yaml",
          "split.csv",
          "history.csv",
          "metrics.json",
          "report.html",
          "skipped.csv");

  @TempDir static Path once;
  @TempDir Path folder;
  private Path network;
  private Path data;
  private Path run;
  private Map<String, String> before;

  @BeforeAll
  static void trainOnce() throws Exception {
    Network tiny =
        Network.named("tiny")
            .input(8, 8, 3)
            .block("body", conv(1, 4).relu())
            .head(globalAverage(), dense(2), softmax())
            .labels("blue", "red");
    Files.writeString(once.resolve("tiny.yaml"), NetworkFormat.toYaml(tiny));
    PicturesOnDisk.classes(once.resolve("data"), 12);
    Ran ran =
        Ran.blockwright(
            "train",
            "--model",
            once.resolve("tiny.yaml"),
            "--data",
            once.resolve("data"),
            "--batch",
            8,
            "--epochs",
            1,
            "--out",
            once.resolve("run"));
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  @BeforeEach
  void copy() throws Exception {
    network = Files.copy(once.resolve("tiny.yaml"), folder.resolve("tiny.yaml"));
    data = PicturesOnDisk.classes(folder.resolve("data"), 12);
    run = Files.createDirectory(folder.resolve("run"));
    for (String file : FILES) {
      Files.copy(once.resolve("run").resolve(file), run.resolve(file));
    }
    before = contents(run);
  }

  private static Object[] words(Object first, Object[] more, Object... rest) {
    List<Object> all = new ArrayList<>(List.of(first));
    all.addAll(Arrays.asList(rest));
    all.addAll(Arrays.asList(more));
    return all.toArray();
  }

  private Ran train(Object... more) {
    return Ran.blockwright(
        words("train", more, "--model", network, "--data", data, "--batch", 8, "--quiet"));
  }

  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(
            directory.relativize(file).toString(),
            MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
      }
    }
    return all;
  }

  private void unchanged(Ran ran, int code) throws IOException {
    assertThat(ran.code()).as(ran.err()).isEqualTo(code);
    assertThat(contents(run)).isEqualTo(before);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .as("nothing half-written is left")
          .containsExactlyInAnyOrder("tiny.yaml", "data", "run");
    }
  }

  @Test
  void aRunThatCannotBeginLeavesTheOldOne() throws Exception {
    Object[] over = {"--out", run, "--overwrite", "--epochs", 1};
    unchanged(train(words("--augment", over, "flp")), 1);
    unchanged(train(words("--lr", over, "-1")), 2);
    unchanged(train(words("--weights", over, folder.resolve("none.h5"))), 1);
    unchanged(train(words("--data", over, folder.resolve("none"))), 2);
    unchanged(train(words("--test", over, folder.resolve("none"))), 1);
    unchanged(train(words("--freeze", over, "nothing*")), 1);
    unchanged(train(words("--head", over, "pol")), 1);
    unchanged(train(words("--job", over, folder.resolve("none.yaml"))), 1);
    unchanged(train(words("--split", over, "8:x:1")), 1);
    unchanged(train(words("--dry-run", over)), 0);
  }

  @Test
  void aLossThatIsNotANumberLeavesTheOldRun() throws Exception {
    Ran ran =
        train("--out", run, "--overwrite", "--epochs", 3, "--lr", "1e30", "--optimizer", "sgd");

    assertThat(ran.err()).contains("NaN");
    unchanged(ran, 1);
  }

  @Test
  void anInterruptBeforeTheFirstEpochEndsLeavesTheOldRun() throws Exception {
    Interruption interruption = new Interruption();
    interruption.stop();
    interruption.interrupt(() -> {}, code -> {}, code -> {});

    Ran ran =
        Ran.blockwright(
            interruption,
            "train",
            "--model",
            network,
            "--data",
            data,
            "--out",
            run,
            "--overwrite",
            "--batch",
            4,
            "--quiet");

    assertThat(ran.err()).contains("the older run stays, and nothing is saved");
    unchanged(ran, 130);
  }

  /** Asks to stop when three epochs have begun, so that two have ended. */
  @Test
  void anInterruptAfterAWholeEpochKeepsWhatWasFinished() throws Exception {
    Interruption interruption = new Interruption();
    ByteArrayOutputStream err =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            if (!interruption.requested()
                && toString(StandardCharsets.UTF_8).contains("epoch 3/")) {
              interruption.interrupt(() -> {}, code -> {}, code -> {});
            }
          }
        };
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);

    int code =
        Main.run(
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
            "--batch",
            "4",
            "--epochs",
            "1000",
            "--patience",
            "0");

    assertThat(code).isEqualTo(130);
    assertThat(contents(run).keySet()).isEqualTo(before.keySet());
    assertThat(contents(run).get("model.zip")).isNotEqualTo(before.get("model.zip"));
    assertThat(run.resolve("run.yaml")).content().contains("interrupted; the model is the best");
  }

  @Test
  void aRunThatNobodyAskedToReplaceStays() throws Exception {
    Ran ran = train("--out", run);

    assertThat(ran.err()).contains("holds a run already", "add --overwrite");
    unchanged(ran, 1);
  }

  @Test
  void aRunMayReadItsModelFromTheDirectoryThatItReplaces() throws Exception {
    Path model = run.resolve("model.zip");

    Ran ran =
        Ran.blockwright(
            "train", "--model", model, "--data", data, "--epochs", 2, "--out", run, "--overwrite");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(contents(run).keySet()).isEqualTo(before.keySet());
    assertThat(contents(run).get("model.zip")).isNotEqualTo(before.get("model.zip"));
    assertThat(run.resolve("run.yaml")).content().contains("model.zip", "epochs: 2");

    before = contents(run);
    Ran failed =
        Ran.blockwright(
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
    unchanged(failed, 1);
  }

  @Test
  void aDirectoryThatIsNotARunIsNeverReplaced() throws Exception {
    Ran images = train("--out", data, "--overwrite");
    assertThat(images.code()).isEqualTo(1);
    assertThat(images.err()).contains("not a run of Blockwright");
    Ran above = train("--out", folder, "--overwrite");
    assertThat(above.err()).contains("not a run of Blockwright");
    unchanged(above, 1);

    Path mine = Files.writeString(run.resolve("notes.txt"), "mine");
    Ran ran = train("--out", run, "--overwrite");
    assertThat(ran.err()).contains("other files, which --overwrite would remove: notes.txt");
    before = contents(run);
    unchanged(ran, 1);
    assertThat(mine).hasContent("mine");
  }

  @Test
  void evaluateAddsItsFilesToARunAndRemovesNothing() throws Exception {
    Object[] words = {"evaluate", run.resolve("model.zip"), "--data", data, "--out", run};

    Ran first = Ran.blockwright(words);
    Ran second = Ran.blockwright(words);
    Ran again =
        Ran.blockwright(
            words(
                "evaluate",
                new Object[] {"--overwrite"},
                Arrays.copyOfRange(words, 1, words.length)));

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(again.code()).as(again.err()).isZero();
    Map<String, String> after = contents(run);
    assertThat(after).containsAllEntriesOf(before);
    after.keySet().removeAll(before.keySet());
    assertThat(after.keySet())
        .containsExactlyInAnyOrder(
            "evaluation.json", "evaluation.html", "evaluation-2.json", "evaluation-2.html");
    // Evaluations belong to a run, so that it may still be replaced.
    assertThat(train("--epochs", 1, "--out", run, "--overwrite").code()).isZero();
    assertThat(contents(run).keySet()).isEqualTo(before.keySet());
  }

  @Test
  void evaluateIntoAFolderOfAUserTouchesNothingElse() throws Exception {
    Path mine =
        Files.writeString(
            Files.createDirectory(folder.resolve("mine")).resolve("metrics.json"), "mine");

    Ran ran =
        Ran.blockwright(
            "evaluate",
            run.resolve("model.zip"),
            "--data",
            data,
            "--out",
            mine.getParent(),
            "--overwrite");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(mine).hasContent("mine");
    assertThat(mine.resolveSibling("evaluation.json")).isNotEmptyFile();
  }

  @Test
  void evaluateThatFailsLeavesNoFolder() {
    Path out = folder.resolve("measured");

    Ran ran =
        Ran.blockwright(
            "evaluate", run.resolve("model.zip"), "--data", folder.resolve("none"), "--out", out);

    assertThat(ran.code()).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void runsOnceMoreFromItsRunYamlWithTheSameSettings() throws Exception {
    Path again = folder.resolve("again");

    Ran ran = Ran.blockwright("train", "--job", run.resolve("run.yaml"), "--out", again);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(job(again)).isEqualTo(job(run));
    try (Model one = Model.open(run.resolve("model.zip"));
        Model other = Model.open(again.resolve("model.zip"))) {
      String layer = one.network().graph().nodes().get(0).name();
      assertThat(other.get(layer, "kernel")).isEqualTo(one.get(layer, "kernel"));
    }
  }

  private static Object job(Path directory) {
    return org.blockwright.job.Job.read(directory.resolve("run.yaml")).tree();
  }

  @Test
  void outputFilesThatExistStayUnlessAskedFor() throws Exception {
    Path model = run.resolve("model.zip");
    for (String name : List.of("x.h5", "x.npz")) {
      Path file = Files.writeString(folder.resolve(name), "mine");
      Object[] words =
          name.equals("x.h5")
              ? new Object[] {"weights", "export", model, "-o", file}
              : new Object[] {"features", model, data.resolve("red/00.png"), "-o", file};

      Ran refused = Ran.blockwright(words);
      assertThat(refused.code()).as(refused.err()).isEqualTo(1);
      assertThat(refused.err()).contains(file + " exists already. Choose another file, or add");
      assertThat(file).hasContent("mine");

      Object[] over = Arrays.copyOf(words, words.length + 1);
      over[words.length] = "--overwrite";
      Ran replaced = Ran.blockwright(over);
      assertThat(replaced.code()).as(replaced.err()).isZero();
      assertThat(Files.size(file)).isGreaterThan(4);
    }
  }

  @Test
  void formatsThatAreNotWrittenAreRefused() {
    Path model = run.resolve("model.zip");
    for (String name : List.of("x.onnx", "x.keras", "x.weights.h5", "x.pt", "x")) {
      Path file = folder.resolve(name);
      Ran ran = Ran.blockwright("weights", "export", model, "-o", file);
      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.err())
          .contains("does not end in .h5 or .hdf5, the only format that is written");
      assertThat(file).doesNotExist();
    }
    assertThat(Ran.blockwright("weights", "export", model, "-o", folder.resolve("x.HDF5")).code())
        .isZero();
    Path csv = folder.resolve("x.csv");
    Ran features = Ran.blockwright("features", model, data.resolve("red/00.png"), "-o", csv);
    assertThat(features.code()).isEqualTo(2);
    assertThat(features.err()).contains("x.csv\" does not end in .npz");
    assertThat(csv).doesNotExist();
  }

  @Test
  void theOldRunComesBackWhenItsReplacementWasKilled() throws Exception {
    Files.move(run, folder.resolve(".run.5e.old"), StandardCopyOption.ATOMIC_MOVE);

    Ran ran = train("--out", run);

    assertThat(ran.err()).contains("holds a run already");
    unchanged(ran, 1);
  }
}
