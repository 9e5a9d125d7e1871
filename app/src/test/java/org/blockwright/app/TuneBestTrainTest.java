package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.blockwright.job.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The best values of a study, trained again with other seeds: {@code tune best --train}. */
class TuneBestTrainTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path study;
  private Path seeds;

  @BeforeEach
  void searchLearningRates() throws Exception {
    Path network = TinyNetwork.write(folder);
    Path space =
        Files.writeString(
            folder.resolve("space.yaml"), "optimizer.learning-rate: {choice: [0.001, 0.05]}\n");
    study = folder.resolve("study");
    seeds = study.resolve("seeds");
    CommandResult searched =
        CommandResult.run(
            "tune",
            "--space",
            space,
            "--trials",
            2,
            "--model",
            network,
            "--data",
            ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 20),
            "--epochs",
            3,
            "--quiet",
            "--out",
            study);
    assertThat(searched.code()).as(searched.err()).isZero();
  }

  private CommandResult trainBest(Object... more) throws Exception {
    Object[] command = {"tune", "best", study, "--train", "--seeds", 2, "--quiet"};
    Object[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return CommandResult.run(all);
  }

  private static JsonNode read(Path file) throws Exception {
    return JSON.readTree(file.toFile());
  }

  @Test
  void eachSeedIsARunOnTheSubsetsOfTheStudy() throws Exception {
    CommandResult ran = trainBest();

    assertThat(ran.code()).as(ran.err()).isZero();
    double rate = Job.read(study.resolve("best/run.yaml")).optimizer().learningRate();
    for (int seed : new int[] {43, 44}) {
      Path run = seeds.resolve("seed-" + seed);
      assertThat(run.resolve("model.zip")).isNotEmptyFile();
      Job job = Job.read(run.resolve("run.yaml"));
      assertThat(job.seed()).isEqualTo(seed);
      assertThat(job.optimizer().learningRate()).isEqualTo(rate);
      assertThat(run.resolve("split.csv")).hasSameTextualContentAs(study.resolve("best/split.csv"));
    }
  }

  @Test
  void valuesAreThoseOfTheRuns() throws Exception {
    CommandResult ran = trainBest();

    JsonNode values = read(seeds.resolve("seeds.json"));
    double sum = 0;
    for (JsonNode run : values.get("runs")) {
      JsonNode metrics = read(seeds.resolve("seed-" + run.get("seed") + "/metrics.json"));
      double validation = metrics.get("validation").get("loss").asDouble();
      assertThat(run.get("validation").asDouble()).isEqualTo(validation);
      assertThat(run.get("test").asDouble()).isEqualTo(metrics.get("test").get("loss").asDouble());
      sum += validation;
    }
    double best = values.get("best").asDouble();
    assertThat(values.get("runs")).hasSize(2);
    // The loss is minimized: a mean above the best value means that this was partly luck.
    String difference = ran.out().replaceAll("(?s).* better than the mean of these seeds by ", "");
    assertThat(Double.parseDouble(difference.strip())).isCloseTo(sum / 2 - best, within(5.1e-5));
  }

  @Test
  void runsThatHaveEndedAreNotTrainedAgain() throws Exception {
    trainBest();
    Path model = seeds.resolve("seed-43/model.zip");
    FileTime written = Files.getLastModifiedTime(model);

    // The number of threads changes the time only.
    CommandResult again = trainBest("--threads", 1);

    assertThat(again.code()).as(again.err()).isZero();
    assertThat(Files.getLastModifiedTime(model)).isEqualTo(written);
  }

  @Test
  void runsOfOtherParametersAreKept() throws Exception {
    trainBest();
    Path job = seeds.resolve("best.yaml");
    Files.writeString(job, Files.readString(job).replace("epochs: 3", "epochs: 4"));

    CommandResult other = trainBest();

    assertThat(other.code()).isEqualTo(Main.USAGE_ERROR);
    assertThat(other.err()).contains("other parameters or images").contains(seeds.toString());
  }

  @Test
  void runsOfOtherImagesAreKept() throws Exception {
    trainBest();
    Files.delete(folder.resolve("data/red/07.png"));

    CommandResult other = trainBest();

    assertThat(other.code()).isEqualTo(Main.USAGE_ERROR);
    assertThat(other.err()).contains("other parameters or images").contains(seeds.toString());
  }

  @Test
  void aDirectoryWithSomethingElseIsRejected() throws Exception {
    Path notes = Files.createDirectories(folder.resolve("other")).resolve("notes.txt");
    Files.writeString(notes, "mine");

    CommandResult ran = trainBest("--out", notes.getParent());

    assertThat(ran.code()).isEqualTo(Main.USAGE_ERROR);
    assertThat(ran.err()).contains("is not empty");
    assertThat(notes).hasContent("mine");
  }

  @Test
  void optionsOfTrainingNeedTrain() throws Exception {
    CommandResult ran = CommandResult.run("tune", "best", study, "--seeds", 2);

    assertThat(ran.code()).isEqualTo(Main.USAGE_ERROR);
    assertThat(ran.err()).contains("--seeds needs --train");
  }
}
