package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
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
  private static final String NETWORK =
      """
      name: tiny
      input: 16x16x3
      blocks:
        - {name: block1, seq: [{conv: {kernel: 3, filters: 8, activation: relu}}, {batchNorm: {}}, {maxPool: {kernel: 4}}]}
      head: [{flatten: {}}, {dropout: 0.3}, {dense: {units: 2}}, {activation: softmax}]
      """;

  @TempDir Path folder;
  private final Random random = new Random(20);
  private int runs;

  @BeforeEach
  void writeImages() throws IOException {
    Files.writeString(folder.resolve("tiny.yaml"), NETWORK);
    for (String name : List.of("left", "right")) {
      Path directory = Files.createDirectories(folder.resolve("images").resolve(name));
      for (int i = 0; i < 60; i++) {
        BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 400; p++) {
          boolean bright = name.equals("left") == p % 20 < 10;
          image.setRGB(p % 20, p / 20, random.nextInt(bright ? 0xffffff : 0x7f7f7f));
        }
        ImageIO.write(image, "png", directory.resolve(i + ".png").toFile());
      }
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()))
        .start();
  }

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
    "epochs=4; freeze=block1 | epochs=25; augmentation=rotate=10",
    "--checkpoint-every",
    "5",
    "--audit",
    "off",
    "--threads",
    "1",
    "--out"
  };

  private static String[] with(String[] arguments, String last) {
    return Stream.concat(Stream.of(arguments), Stream.of(last)).toArray(String[]::new);
  }

  private Path complete(String name) throws Exception {
    Process process = start(with(TRAIN, name));
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(log()).isZero();
    return folder.resolve(name);
  }

  private String log() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("log.txt"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
  }

  /** Kills a process after a part of the time; returns whether it was still running. */
  private boolean kill(Process process, long milliseconds) throws Exception {
    if (process.waitFor(random.nextInt((int) milliseconds), TimeUnit.MILLISECONDS)) {
      return false;
    }
    process.destroyForcibly().waitFor();
    return true;
  }

  private void assertNothingTorn(Path run) throws IOException {
    if (Files.exists(run.resolve("run.yaml"))) {
      Model.open(run.resolve("model.zip")).close();
      History.readCsv(run.resolve("history.csv"));
      assertThat(Files.readString(run.resolve("metrics.json")).strip()).endsWith("}");
    }
    for (String name : List.of("evaluation.json", "evaluation.html")) {
      if (Files.exists(run.resolve(name))) {
        assertThat(Files.readString(run.resolve(name)).strip()).matches("(?s).*(}|</html>)");
      }
    }
  }

  private static List<List<Object>> epochs(Path run) {
    return History.readCsv(run.resolve("history.csv")).epochs().stream()
        .map(
            e ->
                List.<Object>of(
                    e.epoch(), e.phase(), e.trainLoss(), e.validation(), e.learningRate()))
        .toList();
  }

  private static List<float[]> weights(Path run) {
    List<float[]> weights = new ArrayList<>();
    try (Model model = Model.open(run.resolve("model.zip"))) {
      model
          .parameters()
          .forEach(
              (layer, all) -> all.forEach(p -> weights.add(model.getWeights(layer, p.kind()))));
    }
    return weights;
  }

  private void killAndContinue(int kills) throws Exception {
    long begin = System.nanoTime();
    Path expected = complete("expected");
    long duration = (System.nanoTime() - begin) / 1_000_000;

    for (int killed = 0; killed < kills; ) {
      Path run = folder.resolve("run-" + runs++);
      Process process = start(with(TRAIN, run.getFileName().toString()));
      while (kill(process, duration * 5 / 4)) {
        killed++;
        assertNothingTorn(run);
        System.out.printf("kill %s of %s in %s%n", killed, kills, run.getFileName());
        boolean begun =
            Files.exists(run.resolve("checkpoint/run.yaml"))
                || Files.exists(run.resolve("run.yaml"));
        process =
            begun
                ? start("train", "--resume", run.getFileName().toString())
                : start(with(TRAIN, run.getFileName().toString()));
      }
      assertThat(process.exitValue()).as(log()).isZero();
      assertThat(epochs(run)).isEqualTo(epochs(expected));
      assertThat(weights(run)).usingRecursiveComparison().isEqualTo(weights(expected));
      assertThat(run.resolve("checkpoint")).doesNotExist();

      String[] evaluate = {
        "evaluate",
        run.getFileName() + "/model.zip",
        "--data",
        "images",
        "--out",
        run.getFileName().toString(),
        "--overwrite"
      };
      if (kill(start(evaluate), duration / 2)) {
        killed++;
      }
      assertNothingTorn(run);
      Process again = start(evaluate);
      assertThat(again.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(again.exitValue()).as(log()).isZero();
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
  @Timeout(3600)
  void fiftyKilledProcessesGoOn() throws Exception {
    killAndContinue(50);
  }
}
