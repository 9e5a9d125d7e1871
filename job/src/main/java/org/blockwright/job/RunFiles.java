package org.blockwright.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.blockwright.base.AtomicFiles;
import org.blockwright.base.BlockwrightException;
import org.blockwright.dsl.format.Document;
import org.blockwright.training.checkpoint.CheckpointFolder;

/** Names of the files in a run directory. A directory with any other file is never replaced. */
final class RunFiles {
  static final String MODEL = "model.zip";
  static final String RUN = "run.yaml";
  static final String SPLIT = "split.csv";
  static final String HISTORY = "history.csv";
  static final String METRICS = "metrics.json";
  static final String AUDIT = "audit.json";
  static final String REPORT = "report.html";
  static final String SKIPPED = "skipped.csv";

  /** The network of the job, if it was built in Java. */
  static final String NETWORK = "network.yaml";

  /** The head of the job, if it was built in Java. */
  static final String HEAD = "head.yaml";

  /** The folder of an unfinished run: its job in a {@link #RUN}, and its checkpoints. */
  static final String CHECKPOINT = "checkpoint";

  /**
   * The same folder of an unfinished run that will replace the complete one beside it. It has
   * another name, so that the state of one run is never taken for that of the other.
   */
  static final String REPLACEMENT = "replacement";

  private static final Set<String> NAMES =
      Set.of(
          MODEL,
          RUN,
          SPLIT,
          HISTORY,
          METRICS,
          AUDIT,
          REPORT,
          SKIPPED,
          NETWORK,
          HEAD,
          ".DS_Store",
          "Thumbs.db");

  private static final Pattern EVALUATION =
      Pattern.compile(Pattern.quote(EvaluationFiles.STEM) + "(-[0-9]+)?\\.(json|html)");

  private RunFiles() {}

  /** Returns the sorted names of the files in a directory that do not belong to a run. */
  static List<String> foreignFiles(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(e -> !isRunFile(name(e)) || !Files.isRegularFile(e, LinkOption.NOFOLLOW_LINKS))
          .filter(e -> !isCheckpoint(e))
          .map(RunFiles::name)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(directory, e);
    }
  }

  private static boolean isRunFile(String name) {
    return NAMES.contains(name) || EVALUATION.matcher(name).matches();
  }

  private static boolean isCheckpoint(Path entry) {
    return List.of(CHECKPOINT, REPLACEMENT).contains(name(entry))
        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(entry.resolve(RUN));
  }

  /** Returns whether a directory contains a run that can be resumed. */
  static boolean isResumable(Path directory) {
    return isCheckpoint(directory.resolve(CHECKPOINT)) || hasReplacement(directory);
  }

  /** Returns whether a directory contains a run that will replace the complete one. */
  static boolean hasReplacement(Path directory) {
    return isCheckpoint(directory.resolve(REPLACEMENT));
  }

  /**
   * Returns whether a directory contains nothing but what a process leaves that is killed before it
   * has recorded its job.
   */
  static boolean isBarelyStarted(Path directory) {
    Path checkpoint = directory.resolve(CHECKPOINT);
    return Files.isDirectory(checkpoint, LinkOption.NOFOLLOW_LINKS)
        && !isResumable(directory)
        && !CheckpointFolder.hasCheckpoint(checkpoint)
        && foreignFiles(directory).equals(List.of(CHECKPOINT))
        && entries(directory) == 1;
  }

  private static long entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    } catch (IOException e) {
      throw AtomicFiles.cannotRead(directory, e);
    }
  }

  /** Returns whether a directory contains a run that was never completed, and nothing else. */
  static boolean isUnfinished(Path directory) {
    return isResumable(directory)
        && !Files.exists(directory.resolve(RUN), LinkOption.NOFOLLOW_LINKS)
        && foreignFiles(directory).isEmpty();
  }

  /** Returns whether a directory contains a complete or unfinished run and nothing else. */
  static boolean isAnyRun(Path directory) {
    return isRun(directory) || Files.isDirectory(directory) && isUnfinished(directory);
  }

  /** Returns whether a directory contains a complete run and nothing else. */
  static boolean isRun(Path directory) {
    return Files.isDirectory(directory)
        && hasRunYaml(directory)
        && foreignFiles(directory).isEmpty();
  }

  /** Returns whether a directory has a run.yaml written by a run. */
  static boolean hasRunYaml(Path directory) {
    Path file = directory.resolve(RUN);
    try {
      return Files.isRegularFile(file)
          && Document.read(file).map().keySet().containsAll(Set.of("command", "job"));
    } catch (BlockwrightException e) {
      return false;
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }
}
