package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.blockwright.model.Model;
import org.blockwright.training.History;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed at random moments of training, saving and evaluating: no file is torn,
 * and every run goes on to the result of one that was never killed.
 */
class KilledRunTest {
  private static final String[] TRAIN = {
    "train",
    "--model",
    "tiny.yaml",
    "--data",
    "images",
    "--batch-size",
    "4",
    "--patience",
    "0",
    "--phases",
    "epochs=4; freeze=block1 | epochs=20; augmentation=rotate=10",
    "--checkpoint-every",
    "3",
    "--audit",
    "off",
    "--threads",
    "1",
    "--out"
  };

  private static final int KILLS_PER_RUN = 7;

  /** Where a process is killed. */
  private enum Place {
    /** Before the first update of this process. */
    START,
    /** At a random moment of the epochs. */
    TRAIN,
    /** While the files of a checkpoint are written. */
    CHECKPOINT,
    /** While the files of the run are written, or just after. */
    SAVE,
    /** At a random moment of the command evaluate. */
    EVALUATE,
    /** While the files of an evaluation are written. */
    EVALUATION_FILES
  }

  @TempDir Path folder;
  private final Random random = new Random(20);
  private final Map<Place, Integer> kills = new EnumMap<>(Place.class);
  private long evaluationMilliseconds;

  @BeforeEach
  void writeImages() throws IOException {
    StripedImages.write(folder, 40);
  }

  private CommandProcess train(String name) throws IOException {
    return CommandProcess.start(
        folder, Stream.concat(Stream.of(TRAIN), Stream.of(name)).toArray(String[]::new));
  }

  private CommandProcess evaluate(String name) throws IOException {
    return CommandProcess.start(
        folder, "evaluate", name + "/model.zip", "--data", "images", "--out", name, "--overwrite");
  }

  private static boolean hasFile(Path directory, Predicate<String> name) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> name.test(file.getFileName().toString()));
    } catch (IOException e) {
      return false;
    }
  }

  private static long newest(Path checkpoint, String prefix, String suffix) {
    try (Stream<Path> files = Files.list(checkpoint)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && name.endsWith(suffix))
          .map(name -> Long.parseLong(name.substring(prefix.length(), name.indexOf('.'))))
          .max(Comparator.naturalOrder())
          .orElse(0L);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns whether there are files of a checkpoint that is not complete. */
  private static boolean isWritingCheckpoint(Path run) {
    Path checkpoint = run.resolve("checkpoint");
    return newest(checkpoint, "state-", ".bin") > newest(checkpoint, "checkpoint-", ".json");
  }

  private void sleep(long milliseconds) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt((int) milliseconds));
  }

  /**
   * Kills a process at a place.
   *
   * @return whether it was still running
   */
  private boolean kill(CommandProcess command, Path run, Place place) throws Exception {
    switch (place) {
      case START -> sleep(1500);
      case TRAIN -> {
        // The line that announces a phase.
        command.awaitOutput("parameters trained");
        sleep(600);
      }
      case CHECKPOINT -> {
        command.awaitOutput("parameters trained");
        sleep(300);
        command.awaitWhileRunning(() -> isWritingCheckpoint(run));
      }
      case SAVE -> {
        String staging = "." + run.getFileName() + ".";
        command.awaitWhileRunning(() -> hasFile(folder, name -> name.startsWith(staging)));
        sleep(400);
      }
      case EVALUATE -> sleep(evaluationMilliseconds);
      case EVALUATION_FILES ->
          command.awaitWhileRunning(() -> hasFile(run, name -> name.startsWith(".evaluation.")));
    }
    boolean killed = command.kill();
    if (killed) {
      kills.merge(place, 1, Integer::sum);
    }
    return killed;
  }

  private int kills() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  private Place placeInTraining() {
    Place[] places = {
      Place.START, Place.TRAIN, Place.TRAIN, Place.CHECKPOINT, Place.CHECKPOINT, Place.SAVE
    };
    return places[random.nextInt(places.length)];
  }

  private static void assertNothingTorn(Path run) throws IOException {
    if (Files.exists(run.resolve("run.yaml"))) {
      Model.open(run.resolve("model.zip")).close();
      History.readCsv(run.resolve("history.csv"));
      assertThat(Files.readString(run.resolve("metrics.json")).strip()).endsWith("}");
      assertThat(Files.readString(run.resolve("report.html")).strip()).endsWith("</html>");
    }
    for (String name : List.of("evaluation.json", "evaluation.html")) {
      if (Files.exists(run.resolve(name))) {
        assertThat(Files.readString(run.resolve(name)).strip()).matches("(?s).*(}|</html>)");
      }
    }
  }

  /**
   * Trains a run whose processes are killed.
   *
   * @param enough number of all kills from which on they are not
   */
  private void trainWithKills(Path run, int enough) throws Exception {
    String name = run.getFileName().toString();
    CommandProcess command = train(name);
    while (kills() < enough && kill(command, run, placeInTraining())) {
      assertNothingTorn(run);
      boolean begun =
          hasFile(run.resolve("checkpoint"), "run.yaml"::equals)
              || hasFile(run, "run.yaml"::equals)
              || hasFile(folder, file -> file.matches("\\." + name + "\\..*\\.old"));
      command = begun ? CommandProcess.start(folder, "train", "--resume", name) : train(name);
    }
    command.requireSuccess();
    assertThat(command.output()).doesNotContain("is damaged");
  }

  private void evaluateWithKills(Path run) throws Exception {
    String name = run.getFileName().toString();
    for (Place place : List.of(Place.EVALUATE, Place.EVALUATION_FILES)) {
      kill(evaluate(name), run, place);
      assertNothingTorn(run);
    }
    evaluate(name).requireSuccess();
    assertNothingTorn(run);
  }

  private void assertSame(Path run, Path expected) throws IOException {
    assertThat(StripedImages.epochs(run)).isEqualTo(StripedImages.epochs(expected));
    assertThat(StripedImages.weights(run))
        .usingRecursiveComparison()
        .isEqualTo(StripedImages.weights(expected));
    assertThat(Files.readString(run.resolve("metrics.json")))
        .isEqualTo(Files.readString(expected.resolve("metrics.json")));
    assertThat(run.resolve("checkpoint")).doesNotExist();
  }

  private void killAndContinue(int enough) throws Exception {
    Path expected = folder.resolve("expected");
    train("expected").requireSuccess();
    long begin = System.nanoTime();
    evaluate("expected").requireSuccess();
    evaluationMilliseconds = (System.nanoTime() - begin) / 1_000_000;
    String evaluation = Files.readString(expected.resolve("evaluation.json"));

    int runs = 0;
    while (kills() < enough) {
      Path run = folder.resolve("run-" + runs++);
      // Two are left for the command evaluate.
      trainWithKills(run, Math.min(enough - 2, kills() + KILLS_PER_RUN));
      assertSame(run, expected);
      evaluateWithKills(run);
      assertThat(Files.readString(run.resolve("evaluation.json"))).isEqualTo(evaluation);
      System.out.printf("%s runs, killed: %s%n", runs, kills);
    }
  }

  @Test
  @Tag("slow")
  @Timeout(300)
  void killedProcessesGoOn() throws Exception {
    killAndContinue(6);
  }

  @Test
  @Tag("soak")
  @Timeout(1800)
  void fiftyKilledProcessesGoOn() throws Exception {
    killAndContinue(50);

    assertThat(kills).containsKeys(Place.TRAIN, Place.CHECKPOINT, Place.SAVE, Place.EVALUATE);
  }
}
