package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.blockwright.job.Job;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.storage.StudyDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneCommandTest {
  @TempDir Path folder;
  private Path network;
  private Path data;
  private Path out;

  @BeforeEach
  void createFiles() throws Exception {
    network = TinyNetwork.write(folder);
    data = ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 20);
    out = folder.resolve("study");
  }

  private CommandResult tune(String space, Object... more) throws Exception {
    return tune(2, space, more);
  }

  private CommandResult tune(int trials, String space, Object... more) throws Exception {
    Path file = Files.writeString(folder.resolve("space.yaml"), space);
    List<Object> arguments = new ArrayList<>(List.of("tune", "--space", file, "--trials", trials));
    arguments.addAll(List.of("--model", network, "--data", data, "--epochs", 2, "--quiet"));
    arguments.addAll(List.of("--out", out));
    arguments.addAll(Arrays.asList(more));
    return CommandResult.run(arguments.toArray());
  }

  private List<TrialRecord> storedTrials() {
    try (StudyDatabase database = StudyDatabase.open(out.resolve("study.db"))) {
      return database.onlyStudy().trials();
    }
  }

  @Test
  void studyStoresTrialsAndSavesTheBest() throws Exception {
    CommandResult ran =
        tune("optimizer.learning-rate: {real: [1e-3, 1e-1], log: true}\n", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode trials = ran.json().get("trials");
    assertThat(trials).hasSize(2);
    assertThat(trials.get(0).get("params").get("optimizer.learning-rate").asDouble())
        .isBetween(1e-3, 1e-1);
    assertThat(out.resolve("study.csv")).content().contains("params.optimizer.learning-rate");
    assertThat(new ObjectMapper().readTree(out.resolve("study.json").toFile()))
        .isEqualTo(ran.json());
    List<TrialRecord> stored = storedTrials();
    assertThat(stored).extracting(TrialRecord::number).containsExactly(0, 1);
    assertThat(stored.get(1).reported()).containsOnlyKeys(1, 2);
    assertThat(stored.get(1).value().orElseThrow())
        .isEqualTo(trials.get(1).get("objective").asDouble());
    // The description of the study, and the run of the best trial, from which it can be repeated.
    assertThat(Job.read(out.resolve("study.yaml")).toMap().get("epochs")).isEqualTo(2L);
    assertThat(out.resolve("best/model.zip")).isNotEmptyFile();
    assertThat(Job.read(out.resolve("best/run.yaml")).toMap().get("model"))
        .isEqualTo(network.toString());
  }

  @Test
  void evaluatesBestTrialOnTestImages() throws Exception {
    Path test = ImagesOnDisk.writeTwoClasses(folder.resolve("test"), 5);

    CommandResult ran =
        tune(
            "optimizer.learning-rate: {real: [1e-3, 1e-1], log: true}\n", "--json", "--test", test);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().get("test").get("samples").asInt()).isEqualTo(10);
    int best = ran.json().get("best").asInt();
    double lowest = Double.MAX_VALUE;
    for (JsonNode trial : ran.json().get("trials")) {
      lowest = Math.min(lowest, trial.get("objective").asDouble());
    }
    assertThat(ran.json().get("trials").get(best).get("objective").asDouble()).isEqualTo(lowest);
    // Only the evaluation at the end uses the test images.
    assertThat(out.resolve("best/metrics.json"))
        .content()
        .contains("validation")
        .doesNotContain("\"test\"");
    assertThat(out.resolve("best/evaluation.json")).content().contains("\"test\"");
    // The saved model gives the same metrics.
    CommandResult again =
        CommandResult.run(
            "evaluate", out.resolve("best/model.zip"), "--data", test, "--json", "--quiet");
    assertThat(again.json().get("test").get("accuracy"))
        .isEqualTo(ran.json().get("test").get("accuracy"));
  }

  @Test
  void printsBestTrialAndTestMetrics() throws Exception {
    CommandResult ran =
        tune(
            "batch-size: {choice: [8, 16]}\n",
            "--test",
            ImagesOnDisk.writeTwoClasses(folder.resolve("test"), 5));

    assertThat(ran.out())
        .contains("Best: trial ", "in " + out.resolve("best"), "Test metrics of the best trial:");
  }

  @Test
  void neverReplacesExistingStudy() throws Exception {
    assertThat(tune("batch-size: {choice: [8, 16]}\n").code()).isZero();
    byte[] before = Files.readAllBytes(out.resolve("study.json"));

    CommandResult ran = tune("batch-size: {choice: [8, 16]}\n");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .contains("contains a study with 2 finished trials, which is never replaced");
    assertThat(out.resolve("study.json")).hasBinaryContent(before);
  }

  @Test
  void recordsReasonsIfAllTrialsFail() throws Exception {
    CommandResult ran =
        tune("optimizer.learning-rate: {real: [1e29, 1e30]}\n", "--optimizer", "sgd");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("None of 2 trials completed");
    assertThat(storedTrials())
        .hasSize(2)
        .allMatch(trial -> trial.state() == TrialRecord.State.FAIL);
    assertThat(out.resolve("best")).doesNotExist();
  }

  @Test
  void interruptionInFirstTrialLeavesNoFolder() throws Exception {
    Interruption interruption = new Interruption();
    interruption.stopCondition();
    interruption.interrupt(() -> {}, code -> {}, code -> {});
    Path space = Files.writeString(folder.resolve("space.yaml"), "batch-size: {choice: [8]}\n");

    CommandResult ran =
        CommandResult.run(
            interruption,
            "tune",
            "--space",
            space,
            "--model",
            network,
            "--data",
            data,
            "--out",
            out,
            "--quiet");

    assertThat(ran.code()).isEqualTo(130);
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "optimizer.kind: {choice: [adam, lion]} | optimizer.kind = lion: \"lion\" is not a valid"
            + " value of \"optimizer.kind\" (--optimizer)",
        "head.kind: {choice: [pool, pol]} | head.kind = pol: \"pol\" is not a valid value of"
            + " \"head.kind\" (--head)",
        "optimizer.learning-rate: {real: [-0.1, 0.1]} | optimizer.learning-rate = -0.1:"
            + " \"optimizer.learning-rate\" (--lr) must be a number greater than 0",
        "optimizer.momentum: {real: [0.5, 1.5]} | optimizer.momentum = 1.5",
        "data.augmentation: {choice: [flip, flp]} | data.augmentation = flp",
        "lr-multipliers: {choice: ['freeze body*', 'freeze bdy*']} | lr-multipliers = freeze bdy*",
        "lr-multipliers: {choice: ['body*=x']} | lr-multipliers = body*=x",
        "epochs: {integer: [0, 5]} | epochs = 0: \"epochs\" must be a whole number from 1",
        "batch-size: {choice: [16, 2.5]} | batch-size = 2.5",
        "batch-size: {choice: [16, 4294967328]} | batch-size = 4294967328",
        "batch-size: {real: [8, 16]} | \"batch-size\" is a whole number, but its parameter is"
            + " \"real\"",
        "input: {choice: [8x8x3, 8x8]} | input = 8x8",
        "cut: {choice: [body, bodi]} | cut = bodi",
        "data.gray: {choice: ['true', maybe]} | data.gray = maybe",
        "data.validation: {choice: ['0.2', '1.5']} | data.validation = 1.5",
        "model: {choice: [vgg16, vgg61]} | model = vgg61",
        "lr: {real: [0.1, 0.2]} | Did you mean \"optimizer.learning-rate\" (--lr)?",
        "head.width: {integer: [-5, 5]} | head.width = -5"
      })
  void checksSpaceBeforeFirstTrial(String space, String message) throws Exception {
    CommandResult ran = tune(space + "\n");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(message);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.out()).isEmpty();
    assertThat(out).doesNotExist();
  }

  @Test
  void incompatibleValuesFailOnlyTheirTrial() throws Exception {
    CommandResult ran =
        tune(4, "head.kind: {choice: [linear, pool]}\nhead.width: {integer: [4, 8]}\n");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(storedTrials())
        .anyMatch(trial -> trial.state() == TrialRecord.State.COMPLETE)
        .anyMatch(trial -> trial.state() == TrialRecord.State.FAIL);
  }

  /**
   * The width is for one head alone, which is neither the first nor the last one, nor the job's.
   */
  @Test
  void conditionalParameterIsCheckedWhereItHasAValue() throws Exception {
    String heads = "head.kind: {choice: [flatten, global-average, original]}\n";
    String width = "head.width: {integer: [4, 6], when: {head.kind: global-average}}\n";

    CommandResult always = tune(heads + "head.width: {integer: [4, 6]}\n");
    CommandResult ran = tune(5, heads + width, "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    // Three widths, and two heads without one.
    assertThat(ran.json().get("trials")).hasSize(5);
    assertThat(storedTrials())
        .allMatch(trial -> trial.state() == TrialRecord.State.COMPLETE)
        .allSatisfy(
            trial ->
                assertThat(trial.values().contains("head.width"))
                    .isEqualTo(trial.values().choice("head.kind").equals("global-average")));
    assertThat(always.code()).isEqualTo(2);
    assertThat(always.err())
        .contains("\"head.width\" (--head-width) applies to the head global-average only");
  }

  @Test
  void invalidConditionalValueIsRejected() throws Exception {
    CommandResult ran =
        tune(
            "optimizer.kind: {choice: [adam, sgd]}\n"
                + "optimizer.momentum: {real: [0.5, 1.5], when: {optimizer.kind: sgd}}\n");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("optimizer.momentum = 1.5: ");
  }

  @Test
  void listOfPatternsIsAValue() throws Exception {
    CommandResult ran =
        tune("lr-multipliers: {choice: [[body*=0.5, freeze head*], freeze body*]}\n", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(storedTrials())
        .extracting(trial -> trial.values().choice("lr-multipliers"))
        .containsExactlyInAnyOrder("body*=0.5,freeze head*", "freeze body*");
    assertThat(storedTrials()).allMatch(t -> t.state() == TrialRecord.State.COMPLETE);
    Path job = folder.resolve("best.yaml");
    assertThat(CommandResult.run("tune", "export", out, "--out", job).code()).isZero();
    assertThat(List.of("[body*=0.5, freeze head*]", "[freeze body*]"))
        .contains(Job.read(job).toMap().get("lr-multipliers").toString());
  }

  @Test
  void startsNoTrialAfterTheTimeout() throws Exception {
    CommandResult ran =
        tune(
            100_000,
            "optimizer.learning-rate: {real: [0.001, 0.1]}\n",
            "--timeout",
            "2s",
            "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().get("trials").size()).isBetween(1, 99_999);
    assertThat(storedTrials()).allMatch(trial -> trial.state() == TrialRecord.State.COMPLETE);
  }

  @Test
  void sameFailureFiveTimesInARowStopsTheStudy() throws Exception {
    CommandResult ran =
        tune(20, "optimizer.learning-rate: {real: [1e29, 1e30]}\n", "--optimizer", "sgd");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains(
            "5 trials in a row failed with the same error, so the study was stopped. Trial 4 {");
    assertThat(storedTrials()).hasSize(5).allMatch(t -> t.state() == TrialRecord.State.FAIL);
  }

  @Test
  void reportsProblemsOfTheJobWithoutTheSpace() throws Exception {
    CommandResult ran = tune("batch-size: {choice: [8, 16]}\n", "--head", "pol");

    assertThat(ran.err()).startsWith("\"pol\" is not a valid value of \"head.kind\" (--head).");
  }

  @Test
  void rejectsUnknownMetric() throws Exception {
    CommandResult ran = tune("batch-size: {choice: [8, 16]}\n", "--metric", "validation_loss");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .contains("\"validation_loss\" is not a metric that trials can be ranked by.");
  }

  @Test
  void rejectsUnknownSettingInSpace() throws Exception {
    CommandResult ran = tune("optimizer.learning-rat: {real: [0.1, 1]}\n");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("Did you mean \"optimizer.learning-rate\" (--lr)?");
  }

  private CommandResult goOn(Object... more) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("tune", "--storage", out, "--quiet"));
    arguments.addAll(Arrays.asList(more));
    return CommandResult.run(arguments.toArray());
  }

  @Test
  void continuesStudyWithItsJobAndSpace() throws Exception {
    assertThat(tune("batch-size: {integer: [2, 9]}\n", "--sampler", "tpe").code()).isZero();

    CommandResult ran = goOn("--more", 1, "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().get("trials")).hasSize(3);
    assertThat(ran.json().get("sampler").asText()).isEqualTo("tpe");
    assertThat(storedTrials()).extracting(TrialRecord::number).containsExactly(0, 1, 2);
    assertThat(goOn("--trials", 3, "--json").json().get("trials")).hasSize(3);
  }

  @Test
  void saysWhatDiffersInTheSpaceOfAStudyAndKeepsIt() throws Exception {
    assertThat(tune("batch-size: {integer: [2, 9]}\n").code()).isZero();
    Path other =
        Files.writeString(folder.resolve("other.yaml"), "batch-size: {integer: [2, 10]}\n");

    CommandResult ran = goOn("--space", other, "--more", 1);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "The study \"study\" has another space. Use the same one (omit --space), or another"
                + " --study. Differences: batch-size: integer(\"batch-size\", 2, 10), in the study"
                + " integer(\"batch-size\", 2, 9).\n");
    assertThat(storedTrials()).hasSize(2);
    assertThat(out.resolve("study.yaml")).exists();
    assertThat(goOn("--metric", "accuracy", "--more", 1).err())
        .startsWith("The study \"study\" ranks its trials by \"loss\", got \"accuracy\".");
    assertThat(storedTrials()).hasSize(2);
  }

  @Test
  void showsAndExportsAStudy() throws Exception {
    assertThat(tune("batch-size: {integer: [2, 9]}\n").code()).isZero();
    Path job = folder.resolve("best.yaml");

    CommandResult shown = CommandResult.run("tune", "show", out);
    CommandResult best = CommandResult.run("tune", "best", out);
    CommandResult exported = CommandResult.run("tune", "export", out, "--out", job);

    assertThat(shown.out()).contains("trial", "loss", "batch-size");
    assertThat(best.out()).startsWith("# trial ").contains("\nbatch-size: ");
    assertThat(exported.code()).as(exported.err()).isZero();
    String size = best.out().lines().skip(1).findFirst().orElseThrow().split(" ")[1];
    assertThat(Job.read(job).with("epochs", 1).toMap().toString()).contains("batch-size=" + size);
    assertThat(CommandResult.run("tune", "export", out, "--out", folder.resolve("a.txt")).err())
        .endsWith("a.txt: expected a file that ends with .csv, .json or .yaml.\n");
    assertThat(CommandResult.run("tune", "show", folder.resolve("no.db")).err())
        .endsWith("no.db does not exist. Check --storage.\n");
  }

  @ParameterizedTest
  @CsvSource({"median", "halving", "hyperband"})
  void prunedTrialsAreRecordedWithTheirEpochs(String pruner) throws Exception {
    Path space =
        Files.writeString(
            folder.resolve("space.yaml"),
            "optimizer.learning-rate: {real: [1e-4, 1e-1], log: true}\n");
    Object[] arguments = {
      "tune",
      "--space",
      space,
      "--trials",
      8,
      "--model",
      network,
      "--data",
      data,
      "--epochs",
      9,
      "--pruner",
      pruner,
      "--out",
      out,
      "--quiet"
    };

    CommandResult ran = CommandResult.run(arguments);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(storedTrials())
        .allSatisfy(
            t -> {
              if (t.state() == TrialRecord.State.PRUNED) {
                assertThat(t.reported().size()).isBetween(1, 8);
              } else {
                assertThat(t.reported()).hasSize(9);
              }
            });
    assertThat(storedTrials()).anyMatch(t -> t.state() == TrialRecord.State.COMPLETE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sampler|tpes|\"tpes\" is unknown. Did you mean \"tpe\"?",
        "--pruner|medan|\"medan\" is unknown. Did you mean \"median\"?",
        "--timeout|5|\"5\" is not a time. Expected a number with s, m or h, such as 90s, 30m or 2h."
      })
  void rejectsUnknownNames(String option, String value, String message) throws Exception {
    CommandResult ran = tune("batch-size: {choice: [8, 16]}\n", option, value);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(message);
  }

  /** Trials that end at the same time do not know each other's result when they save their run. */
  @Test
  void savedRunOfParallelTrialsIsThatOfTheBestTrial() throws Exception {
    CommandResult ran =
        tune(
            8, "optimizer.learning-rate: {real: [1e-4, 1e-1], log: true}\n", "--jobs", 4, "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().get("trials")).hasSize(8);
    TrialRecord best =
        storedTrials().stream()
            .min(Comparator.comparingDouble(t -> t.value().orElseThrow()))
            .orElseThrow();
    assertThat(Job.read(out.resolve("best/run.yaml")).toMap().toString())
        .contains("learning-rate=" + best.values().real("optimizer.learning-rate"));
  }

  @Test
  void needsSpaceForANewStudy() {
    assertThat(CommandResult.run("tune", "--model", network, "--data", data).err())
        .contains("A new study needs a search space: add --space FILE.yaml.");
    assertThat(CommandResult.run("tune", "--trials", 1, "--more", 2).err())
        .contains("--trials and --more cannot be combined");
  }
}
