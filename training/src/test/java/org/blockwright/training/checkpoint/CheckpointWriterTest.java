package org.blockwright.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.blockwright.base.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Writing in the background with a limit of the time. */
class CheckpointWriterTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  /** A clock that advances by a second with each reading. */
  private static final class SlowClock extends Ticker {
    private final AtomicLong time = new AtomicLong();

    @Override
    public long read() {
      return time.addAndGet(SECOND);
    }
  }

  private static Checkpoint checkpoint(String version, INDArray array) {
    return new Checkpoint(
        new Position(
            1,
            Position.EpochPart.NONE,
            new Position.Counters(0, 0, 0, 0, "DL4J", false, 0, Map.of()),
            "",
            new Position.Best(0, Double.NaN),
            new Position.Best(0, Double.NaN),
            new Position.Plateau(1, Double.NaN, 0, 0),
            "",
            new Position.Layers(List.of(), List.of()),
            List.of(),
            Map.of(),
            Map.of()),
        Map.of(),
        Map.of(),
        List.of(new Checkpoint.Group("state", version, Map.of("w", array))));
  }

  @Test
  void checkpointsTakeNoMoreThanTheirShareOfTheTime() {
    SlowClock clock = new SlowClock();
    try (CheckpointFolder checkpoints = CheckpointFolder.open(folder);
        CheckpointWriter writer = new CheckpointWriter(checkpoints, 0.05, clock, new SlowClock())) {
      assertThat(writer.isDue()).as("the first one").isTrue();
      writer.write(checkpoint("1", Nd4j.create(2)));
      writer.await();

      // It took 2 of 5 seconds: 1 to copy, 1 to write. Another one is 5 % of 80 seconds.
      assertThat(writer.isDue()).isFalse();
      clock.time.set(79 * SECOND);
      assertThat(writer.isDue()).isFalse();
      clock.time.set(85 * SECOND);
      assertThat(writer.isDue()).isTrue();
    }
  }

  @Test
  void withoutLimitOfTheTimeNoneIsLeftOut() {
    SlowClock clock = new SlowClock();
    try (CheckpointFolder checkpoints = CheckpointFolder.open(folder);
        CheckpointWriter writer =
            new CheckpointWriter(checkpoints, Double.POSITIVE_INFINITY, clock, new SlowClock())) {
      for (int i = 0; i < 20; i++) {
        assertThat(writer.isDue()).isTrue();
        writer.write(checkpoint("" + i, Nd4j.create(1 << 16)));
      }
    }
  }

  @Test
  void timeToComputeTheArraysCounts() {
    SlowClock clock = new SlowClock();
    try (CheckpointFolder checkpoints = CheckpointFolder.open(folder);
        CheckpointWriter writer = new CheckpointWriter(checkpoints, 0.05, clock, new SlowClock())) {
      Checkpoint empty = checkpoint("1", Nd4j.create(2));
      Checkpoint.Group group =
          writer.group(
              "model",
              "phase 2",
              () -> {
                clock.time.addAndGet(10 * SECOND);
                return Map.of("w", Nd4j.create(2));
              });
      writer.write(
          new Checkpoint(empty.position(), empty.facts(), empty.unchanged(), List.of(group)));
      writer.await();

      // 11 seconds, 1 to copy and 1 to write: two of them are 5 % of 520 seconds.
      clock.time.set(510 * SECOND);
      assertThat(writer.isDue()).isFalse();
      clock.time.set(650 * SECOND);
      assertThat(writer.isDue()).isTrue();
      Checkpoint.Group same =
          writer.group(
              "model",
              "phase 2",
              () -> {
                throw new AssertionError("computed again");
              });
      assertThat(same.arrays()).isEmpty();
    }
  }

  @Test
  void stateIsThatOfTheTimeOfTheCall() {
    INDArray weights = Nd4j.ones(1 << 20);
    try (CheckpointFolder checkpoints = CheckpointFolder.open(folder)) {
      try (CheckpointWriter writer = new CheckpointWriter(checkpoints, 1)) {
        writer.write(checkpoint("1", weights));
        weights.assign(2);
      }

      INDArray read =
          checkpoints.latest(new ArrayList<String>()::add).orElseThrow().read("state").get("w");
      assertThat(read.minNumber().floatValue()).isEqualTo(1);
      assertThat(read.maxNumber().floatValue()).isEqualTo(1);
    }
  }

  @Test
  void failureIsReportedByTheNextCallAndLeavesTheCheckpointBefore() throws IOException {
    try (CheckpointFolder checkpoints = CheckpointFolder.open(folder);
        CheckpointWriter writer = new CheckpointWriter(checkpoints, 1e9)) {
      writer.write(checkpoint("1", Nd4j.ones(2)));
      writer.await();
      // A folder in the place of the file cannot be written.
      Files.createDirectories(folder.resolve("state-2.bin").resolve("full"));

      writer.write(checkpoint("2", Nd4j.ones(2)));

      assertThatThrownBy(writer::await)
          .isInstanceOf(StorageException.class)
          .hasMessageStartingWith("Cannot write " + folder)
          .hasMessageEndingWith("The checkpoint before it is complete: the run can be resumed.");
      assertThat(checkpoints.latest(new ArrayList<String>()::add)).isPresent();
    }
  }
}
