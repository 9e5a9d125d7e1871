package org.blockwright.job;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockwright.base.AtomicFiles;
import org.blockwright.dsl.format.Document;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.training.History;
import org.blockwright.training.checkpoint.CheckpointFolder;
import org.blockwright.training.checkpoint.Checkpoints;

/**
 * The processes that have trained a run: the one that started it, and those that resumed it.
 *
 * @param checkpoint the folder of the run's checkpoints
 */
record Sessions(Path checkpoint) {
  private static final String FILE = "commands.yaml";
  private static final String KEY = "commands";

  /**
   * Records the start of a process.
   *
   * @param command its command line; empty if it has none
   */
  void started(Checkpoints.Start start, String command) {
    List<String> commands =
        new ArrayList<>(start == Checkpoints.Start.NEW ? List.of() : recorded());
    commands.add(command);
    AtomicFiles.write(checkpoint.resolve(FILE), NetworkFormat.toYaml(Map.of(KEY, commands)));
  }

  /**
   * Returns the commands in the order of their sessions, at least one.
   *
   * @param current that of this process
   */
  List<String> commands(String current) {
    List<String> commands = new ArrayList<>(recorded());
    if (commands.isEmpty()) {
      commands.add(current);
    } else if (!current.isEmpty()) {
      commands.set(commands.size() - 1, current);
    }
    return ImmutableList.copyOf(commands);
  }

  private List<String> recorded() {
    Path file = checkpoint.resolve(FILE);
    return Files.exists(file)
        ? Document.read(file).get(KEY).list().stream().map(Document::text).toList()
        : List.of();
  }

  /** Returns the seconds of training until the last checkpoint; 0 without one. */
  double seconds() {
    return CheckpointFolder.lastPosition(checkpoint)
        .map(last -> History.parseCsv(last.history()).seconds() + last.epoch().seconds())
        .orElse(0.0);
  }
}
