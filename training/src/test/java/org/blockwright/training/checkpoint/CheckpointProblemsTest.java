package org.blockwright.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.blockwright.base.StorageException;
import org.junit.jupiter.api.Test;

/** Messages that {@link CheckpointFolderTest} does not cover in full. */
class CheckpointProblemsTest {
  private static final Path FOLDER = Path.of("runs/a/checkpoint");

  @Test
  void damagedFilesHaveAReason() {
    assertThat(CheckpointProblems.missingFile("state-2.bin"))
        .isEqualTo("file state-2.bin is missing");
    assertThat(CheckpointProblems.wrongSize("state-2.bin", 4096, 100))
        .isEqualTo("state-2.bin has 100 bytes, expected 4096");
    assertThat(CheckpointProblems.wrongChecksum("state-2.bin"))
        .isEqualTo("the checksum of state-2.bin is wrong");
  }

  @Test
  void folderInUseSaysWhatToDo() {
    assertThat(CheckpointProblems.inUse(FOLDER))
        .isEqualTo(
            "another process is training with the checkpoints in "
                + FOLDER
                + ". Wait for its end, or stop it first.");
  }

  @Test
  void onlyACheckpointBeforeMakesARunResumable() {
    StorageException failure = new StorageException("Cannot write it: No space left on device.");

    assertThat(CheckpointProblems.notWritten(failure, true))
        .hasMessage(
            "Cannot write it: No space left on device. The checkpoint before it is complete: the"
                + " run can be resumed.")
        .hasCause(failure);
    assertThat(CheckpointProblems.notWritten(failure, false))
        .hasMessage("Cannot write it: No space left on device.");
  }

  @Test
  void arraysThatDoNotFitAreListed() {
    assertThat(
            CheckpointProblems.otherArrays(
                List.of(
                    CheckpointProblems.missingArray("fc/W"),
                    CheckpointProblems.extraArray("fc/b"),
                    CheckpointProblems.otherLength("conv/W", 27, 9))))
        .isEqualToNormalizingNewlines(
            """
            the checkpoint does not fit the training, so that it cannot be continued with the current settings:
              fc/W is not in the checkpoint
              fc/b is in the checkpoint only
              conv/W has 9 values in the checkpoint, 27 now
            Continue with the settings of the checkpoint, or start a new run from the saved model.""");
  }

  @Test
  void changesAreListedWithTheChoices() {
    List<String> differences =
        List.of(
            CheckpointProblems.differs("epochs", "10", "20"),
            CheckpointProblems.otherWeights("conv/W"));

    assertThat(CheckpointProblems.changed(FOLDER, differences))
        .isEqualToNormalizingNewlines(
            """
            the training differs from that of the checkpoint in %s:
              epochs: 10 in the checkpoint, 20 now
              frozen weights conv/W: other values than those of the checkpoint
            Restore what has changed, or choose to resume with the changes: --resume-with current, in Java Checkpoints.resumeWithChanges(). To ignore changed options, --resume-with checkpoint."""
                .formatted(FOLDER));
    assertThat(CheckpointProblems.continuedWithChanges(differences))
        .isEqualToNormalizingNewlines(
            """
            resuming with changes, so that the result is not that of an uninterrupted run:
              epochs: 10 in the checkpoint, 20 now
              frozen weights conv/W: other values than those of the checkpoint""");
  }

  @Test
  void longListsAreCut() {
    List<String> differences = IntStream.range(0, 100).mapToObj(i -> "layer " + i).toList();

    assertThat(CheckpointProblems.continuedWithChanges(differences).lines())
        .hasSize(14)
        .endsWith("  layer 11", "  and 88 more");
  }
}
