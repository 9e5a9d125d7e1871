package org.blockwright.training.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.blockwright.base.StorageException;

/** The messages of checkpoints. */
public final class CheckpointProblems {
  private static final int MAX_LINES = 12;

  private CheckpointProblems() {}

  static String negativeSteps(long steps) {
    return "steps between checkpoints must be at least 0, got %s. Choose 0 for checkpoints at the end of epochs only."
        .formatted(steps);
  }

  static String invalidOverhead(double fraction) {
    return "the fraction of the time for checkpoints must be positive, got %s. Choose a fraction such as 0.05."
        .formatted(fraction);
  }

  static String otherFormat(Path file, String found, int expected, String version) {
    return "%s is a checkpoint of format %s, written by Blockwright %s; this version reads format %s. Continue the run with the version that wrote it, or train anew."
        .formatted(file, found, version, expected);
  }

  static String otherByteOrder(Path file, String found, String expected) {
    return "%s has numbers in the byte order %s, this machine uses %s. Continue the run on a machine of the same kind, or train anew."
        .formatted(file, found, expected);
  }

  /** The notice that an older generation is used. */
  static String damaged(Path file, String reason) {
    return "%s is damaged (%s), so that the checkpoint before it is used".formatted(file, reason);
  }

  static String allDamaged(Path folder, String reason) {
    return "no checkpoint in %s can be read (%s). Restore the folder from a backup, or train anew."
        .formatted(folder, reason);
  }

  static String missingFile(String name) {
    return "file %s is missing".formatted(name);
  }

  static String wrongSize(String name, long expected, long found) {
    return "%s has %s bytes, expected %s".formatted(name, found, expected);
  }

  static String wrongChecksum(String name) {
    return "the checksum of %s is wrong".formatted(name);
  }

  static String inUse(Path folder) {
    return "another process is training with the checkpoints in %s. Wait for its end, or stop it first."
        .formatted(folder);
  }

  /** Adds the last complete checkpoint to the failure of the next one. */
  static StorageException notWritten(StorageException failure, boolean resumable) {
    return new StorageException(
        resumable
            ? failure.getMessage()
                + " The checkpoint before it is complete: the run can be resumed."
            : failure.getMessage(),
        failure);
  }

  static String otherArrays(List<String> differences) {
    return "the checkpoint does not fit the training, so that it cannot be continued with the current settings:%s%nContinue with the settings of the checkpoint, or start a new run from the saved model."
        .formatted(lines(differences));
  }

  static String missingArray(String name) {
    return "%s is not in the checkpoint".formatted(name);
  }

  static String extraArray(String name) {
    return "%s is in the checkpoint only".formatted(name);
  }

  static String otherLength(String name, long expected, long found) {
    return "%s has %s values in the checkpoint, %s now".formatted(name, found, expected);
  }

  /** A setting, a layer or data that differs. */
  static String differs(String name, String checkpoint, String now) {
    return "%s: %s in the checkpoint, %s now".formatted(name, checkpoint, now);
  }

  static String otherWeights(String array) {
    return "frozen weights %s: other values than those of the checkpoint".formatted(array);
  }

  /** The error of a training that is to continue and differs from that of the checkpoint. */
  public static String changed(Path folder, List<String> differences) {
    return "the training differs from that of the checkpoint in %s:%s%nRestore what has changed, or choose to resume with the changes: --resume-with current, in Java Checkpoints.resumeWithChanges(). To ignore changed options, --resume-with checkpoint."
        .formatted(folder, lines(differences));
  }

  /** Not an error: the notice that a changed training is continued. */
  public static String continuedWithChanges(List<String> differences) {
    return "resuming with changes, so that the result is not that of an uninterrupted run:%s"
        .formatted(lines(differences));
  }

  private static String lines(List<String> differences) {
    String shown =
        differences.stream()
            .limit(MAX_LINES)
            .map(line -> System.lineSeparator() + "  " + line)
            .collect(Collectors.joining());
    return differences.size() > MAX_LINES
        ? "%s%n  and %s more".formatted(shown, differences.size() - MAX_LINES)
        : shown;
  }
}
