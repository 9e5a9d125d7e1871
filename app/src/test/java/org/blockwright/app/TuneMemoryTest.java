package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.softmax;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.tuning.TrialRecord;
import org.blockwright.tuning.storage.StudyDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memory of networks, images and executors is returned when a trial ends. */
@Tag("slow")
class TuneMemoryTest {
  private static final int FEW = 10;
  private static final int MANY = 100;

  @TempDir Path folder;

  @Test
  void aHundredTrialsNeedAboutAsMuchMemoryAsTen() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "needs /proc");
    Network network =
        Network.named("small")
            .input(64, 64, 3)
            .block("body", conv(16, 3).relu(), conv(16, 3).relu())
            .head(globalAverage(), dense(2), softmax())
            .labels("blue", "red");
    Files.writeString(folder.resolve("small.yaml"), NetworkFormat.toYaml(network));
    Files.writeString(
        folder.resolve("space.yaml"), "optimizer.learning-rate: {real: [0.001, 0.1]}\n");
    ImagesOnDisk.writeTwoClasses(folder.resolve("data"), 12);

    long afterFew;
    long afterMany;
    try (CommandProcess tune =
        CommandProcess.start(
            folder,
            ("tune --space space.yaml --trials %s --model small.yaml --data data --epochs 1 --quiet"
                    + " --out study")
                .formatted(MANY + 1)
                .split(" "))) {
      afterFew = memoryAfter(FEW, tune);
      afterMany = memoryAfter(MANY, tune);
      tune.requireSuccess();
    }

    assertThat(afterMany).isCloseTo(afterFew, Percentage.withPercentage(10));
  }

  /** Returns the resident memory of the process in kB when a number of trials have ended. */
  private long memoryAfter(int trials, CommandProcess tune) throws Exception {
    assertThat(tune.awaitWhileRunning(() -> endedTrials() >= trials)).as(tune.output()).isTrue();
    String line =
        Files.readAllLines(Path.of("/proc/" + tune.process().pid() + "/status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }

  private long endedTrials() {
    Path file = folder.resolve("study/study.db");
    try {
      TimeUnit.MILLISECONDS.sleep(20);
      if (!Files.exists(file) || Files.size(file) == 0) {
        return 0;
      }
      try (StudyDatabase database = StudyDatabase.open(file)) {
        List<TrialRecord> trials =
            database.studies().isEmpty() ? List.of() : database.onlyStudy().trials();
        return trials.stream().filter(trial -> trial.state().ended()).count();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
