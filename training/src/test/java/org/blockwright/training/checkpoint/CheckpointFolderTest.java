package org.blockwright.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.blockwright.base.StorageException;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checkpoints on disk: complete or not there at all. */
class CheckpointFolderTest {
  @TempDir Path folder;

  private static Position position(int batches) {
    return new Position(
        1,
        new Position.EpochPart(batches, 8L * batches, 0.1 + 0.2, 1.5),
        new Position.Counters(0, batches, batches, batches, "DL4J", false, 0, Map.of()),
        "",
        new Position.Best(0, Double.NaN),
        new Position.Best(0, Double.NaN),
        new Position.Plateau(1, Double.NaN, 0, 0),
        "",
        new Position.Layers(List.of(), List.of()),
        List.of(),
        Map.of("b.png", "not an image", "a.png", "empty"),
        Map.of());
  }

  private static Checkpoint checkpoint(int batches, float... weights) {
    return new Checkpoint(
        position(batches),
        Map.of("epochs", "10"),
        Map.of("conv/W", "abc"),
        List.of(
            new Checkpoint.Group(
                "state", "batch " + batches, Map.of("weights/fc/W", Nd4j.createFromArray(weights))),
            new Checkpoint.Group(
                "best", "epoch 1", Map.of("weights/fc/W", Nd4j.createFromArray(0.5, 1e-300)))));
  }

  private void write(int... batches) {
    try (CheckpointFolder checkpoints = CheckpointFolder.open(folder)) {
      checkpoints.clear();
      for (int number : batches) {
        checkpoints.write(checkpoint(number, number, Float.MIN_VALUE, -0f));
      }
    }
  }

  private SavedCheckpoint latest(List<String> notices) {
    try (CheckpointFolder checkpoints = CheckpointFolder.open(folder)) {
      return checkpoints.latest(notices::add).orElseThrow();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void flipBit(String file) throws IOException {
    Path path = folder.resolve(file);
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length / 2] ^= 4;
    Files.write(path, bytes);
  }

  @Test
  void everythingIsReadAsItWasWritten() {
    write(3);

    SavedCheckpoint saved = latest(new ArrayList<>());

    assertThat(saved.position()).isEqualTo(position(3));
    assertThat(saved.position().skipped().keySet())
        .containsExactlyElementsOf(position(3).skipped().keySet());
    INDArray target = Nd4j.create(3);
    saved.readInto("state", Map.of("weights/fc/W", target));
    assertThat(target.toFloatVector()).containsExactly(3, Float.MIN_VALUE, -0f);
    assertThat(saved.read("best").get("weights/fc/W").toDoubleVector())
        .containsExactly(0.5, 1e-300);
  }

  @Test
  void lastTwoCheckpointsAreKeptAndUnchangedArraysAreNotWrittenAgain() throws IOException {
    write(1, 2, 3);

    assertThat(files())
        .containsExactly(
            "best-1.bin",
            "checkpoint-2.json",
            "checkpoint-3.json",
            "lock",
            "state-2.bin",
            "state-3.bin");
  }

  @Test
  void damagedCheckpointIsReplacedByTheOneBefore() throws IOException {
    write(1, 2);
    flipBit("state-2.bin");
    List<String> notices = new ArrayList<>();

    SavedCheckpoint saved = latest(notices);

    assertThat(saved.position().epoch().batches()).isEqualTo(1);
    assertThat(notices)
        .containsExactly(
            folder.resolve("checkpoint-2.json")
                + " is damaged (the checksum of state-2.bin is wrong), so that the checkpoint before"
                + " it is used");
  }

  @Test
  void tornAndMissingFilesAreDamage() throws IOException {
    write(1, 2);
    Files.write(folder.resolve("checkpoint-2.json"), new byte[0]);
    Files.delete(folder.resolve("state-1.bin"));

    assertThatThrownBy(() -> latest(new ArrayList<>()))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "no checkpoint in %s can be read (file state-1.bin is missing). Restore the folder from a backup, or train anew."
                .formatted(folder));
  }

  @Test
  void checkpointOfAnotherVersionIsRejected() throws IOException {
    write(1);
    Path file = folder.resolve("checkpoint-1.json");
    Files.writeString(
        file,
        Files.readString(file, StandardCharsets.UTF_8)
            .replace("\"format\" : 1", "\"format\" : 7")
            .replaceFirst("\"blockwright\" : \"[^\"]*\"", "\"blockwright\" : \"9.1\""));

    assertThatThrownBy(() -> latest(new ArrayList<>()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            file
                + " is a checkpoint of format 7, written by Blockwright 9.1; this version reads"
                + " format 1. Continue the run with the version that wrote it, or train anew.");
  }

  @Test
  void otherByteOrderIsRejected() throws IOException {
    write(1);
    Path file = folder.resolve("checkpoint-1.json");
    Files.writeString(file, Files.readString(file).replace("LITTLE_ENDIAN", "MIDDLE_ENDIAN"));

    assertThatThrownBy(() -> latest(new ArrayList<>()))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            file
                + " has numbers in the byte order MIDDLE_ENDIAN, this machine uses LITTLE_ENDIAN."
                + " Continue the run on a machine of the same kind, or train anew.");
  }

  @Test
  void arraysThatDoNotFitAreListed() {
    write(1);
    SavedCheckpoint saved = latest(new ArrayList<>());

    assertThatThrownBy(
            () ->
                saved.readInto(
                    "state",
                    Map.of("weights/fc/W", Nd4j.create(4), "momentum/fc/W", Nd4j.create(4))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("weights/fc/W has 3 values in the checkpoint, 4 now")
        .hasMessageContaining("momentum/fc/W is not in the checkpoint")
        .hasMessageContaining("Continue with the settings of the checkpoint");
    assertThatThrownBy(() -> saved.readInto("state", Map.of()))
        .hasMessageContaining("weights/fc/W is in the checkpoint only");
  }

  @Test
  void differencesHaveBothValues() {
    write(1);
    SavedCheckpoint saved = latest(new ArrayList<>());

    assertThat(saved.differences(Map.of("epochs", "10"), Map.of("conv/W", "abc"))).isEmpty();
    assertThat(saved.differences(Map.of("epochs", "12", "seed", "1"), Map.of("conv/W", "other")))
        .containsExactlyInAnyOrder(
            "epochs: 10 in the checkpoint, 12 now",
            "seed: none in the checkpoint, 1 now",
            "frozen weights conv/W: other values than those of the checkpoint");
  }

  @Test
  void invalidSettingsAreRejected() {
    assertThatThrownBy(() -> Checkpoints.in(folder).everySteps(-1))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "steps between checkpoints must be at least 0, got -1. Choose 0 for checkpoints at the end of epochs only.");
    assertThatThrownBy(() -> Checkpoints.in(folder).maxOverhead(0))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the fraction of the time for checkpoints must be positive, got 0.0. Choose a fraction such as 0.05.");
  }
}
