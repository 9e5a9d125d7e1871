package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.blockwright.base.MemoryDisk;
import org.blockwright.base.StorageException;
import org.blockwright.data.Dataset;
import org.blockwright.training.TinyTraining.Result;
import org.blockwright.training.checkpoint.CheckpointFolder;
import org.blockwright.training.checkpoint.Checkpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that becomes full. */
class FullDiskTest {
  private static final long PAGE = 4096;

  @TempDir Path folder;

  private static long pages(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      long pages = 0;
      for (Path file : files.toList()) {
        pages += (Files.size(file) + PAGE - 1) / PAGE;
      }
      return pages;
    }
  }

  private static Checkpoints in(Path directory) {
    return Checkpoints.in(directory).everySteps(1).maxOverhead(Double.POSITIVE_INFINITY);
  }

  @Test
  void fullDiskEndsTheTrainingInAStateFromWhichItContinues() throws Exception {
    Dataset images = TinyImages.write(folder.resolve("images"), 12);
    Trainer trainer = TinyTraining.trainer().patience(0);
    Result expected = TinyTraining.train(trainer, images);
    // The last two checkpoints need more than this, the first one less.
    Path measured = folder.resolve("measured");
    TinyTraining.train(trainer.checkpoints(in(measured)), images);
    Path path = folder.resolve("disk");
    try (MemoryDisk disk = MemoryDisk.mount(path, "size=" + (pages(measured) * 3 / 4) * PAGE)) {
      Path checkpoints = path.resolve("checkpoint");

      assertThatThrownBy(() -> TinyTraining.train(trainer.checkpoints(in(checkpoints)), images))
          .isInstanceOf(StorageException.class)
          .hasMessageStartingWith("Cannot write " + checkpoints + ": No space left on device.")
          .hasMessageEndingWith("The checkpoint before it is complete: the run can be resumed.")
          .message()
          .satisfies(message -> assertThat(message.lines()).hasSize(1));
      assertThat(CheckpointFolder.hasCheckpoint(checkpoints)).isTrue();

      disk.remount("size=10m");
      Result resumed = TinyTraining.train(trainer.checkpoints(in(checkpoints).resume()), images);

      assertThat(resumed.metrics()).isEqualTo(expected.metrics());
      assertThat(List.copyOf(resumed.weights().values()))
          .usingRecursiveComparison()
          .isEqualTo(List.copyOf(expected.weights().values()));
    }
  }
}
