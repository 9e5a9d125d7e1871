package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsCommandTest {
  @TempDir private Path folder;

  private void run(String name, String created, String metrics) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        run.resolve("run.yaml"),
        "command: blockwright train\njob: {model: vgg16}\nmetadata: {created: \"%s\"}\n"
            .formatted(created));
    Files.writeString(run.resolve("metrics.json"), metrics);
  }

  private void exampleRuns() throws IOException {
    run(
        "b",
        "2025-01-01T00:00:00Z",
        """
        {"format": 1, "validation": {"accuracy": {"value": 0.75, "wilson": [0.5, 0.9]},
          "balanced_accuracy": {"value": null}, "loss": 0.5}}
        """);
    run("a", "2025-02-01T00:00:00Z", "{\"test\": {\"accuracy\": {\"value\": 1}, \"loss\": 0.25}}");
    Files.createDirectory(folder.resolve("other"));
  }

  @Test
  void listsRunsWithMetricsOldestFirst() throws Exception {
    exampleRuns();

    CommandResult ran = CommandResult.run("runs", "list", folder);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "run | created | model | validation accuracy | validation balanced | validation loss | test accuracy | test balanced | test loss",
            "b | 2025-01-01T00:00:00Z | vgg16 | 0.7500 | n/a | 0.5000 | n/a | n/a | n/a",
            "a | 2025-02-01T00:00:00Z | vgg16 | n/a | n/a | n/a | 1.0000 | n/a | 0.2500");
  }

  @Test
  void columnsAreTheMainMetricsOfTheTasks() throws Exception {
    run("a", "2025-01-01T00:00:00Z", "{\"test\": {\"mae\": {\"value\": 2.5}, \"loss\": 9}}");
    run(
        "b",
        "2025-02-01T00:00:00Z",
        """
        {"test/findings": {"exact_match": {"value": 0.5}, "loss": 0.25},
          "validation/findings": {"exact_match": {"value": 0.75}, "loss": 0.125}}
        """);

    CommandResult ran = CommandResult.run("runs", "list", folder);

    assertThat(ran.out().lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "run | created | model | validation/findings exact match | validation/findings MAE | validation/findings R2 | validation/findings loss | test exact match | test MAE | test R2 | test loss | test/findings exact match | test/findings MAE | test/findings R2 | test/findings loss",
            "a | 2025-01-01T00:00:00Z | vgg16 | n/a | n/a | n/a | n/a | n/a | 2.5000 | n/a | 9.0000 | n/a | n/a | n/a | n/a",
            "b | 2025-02-01T00:00:00Z | vgg16 | 0.7500 | n/a | n/a | 0.1250 | n/a | n/a | n/a | n/a | 0.5000 | n/a | n/a | 0.2500");
  }

  @Test
  void jsonContainsAllMetrics() throws Exception {
    exampleRuns();

    JsonNode runs = CommandResult.run("runs", "list", folder, "--json").json();

    assertThat(runs).hasSize(2);
    assertThat(runs.get(0).get("path").asText()).isEqualTo(folder.resolve("b").toString());
    assertThat(runs.get(0).at("/metrics/validation/accuracy").asDouble()).isEqualTo(0.75);
    assertThat(runs.get(0).at("/metrics/validation").has("balanced_accuracy")).isFalse();
    assertThat(runs.get(1).at("/metrics/test/loss").asDouble()).isEqualTo(0.25);
  }

  @Test
  void folderCanBeARun() throws Exception {
    exampleRuns();

    assertThat(CommandResult.run("runs", "list", folder.resolve("b"), "--json").json()).hasSize(1);
  }

  @Test
  void reportsFolderWithoutRuns() {
    CommandResult ran = CommandResult.run("runs", "list", folder);

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().strip()).isEqualTo(AppProblems.noRuns(folder));
    assertThat(CommandResult.run("runs", "list", folder, "--json").out().strip()).isEqualTo("[ ]");
  }

  @Test
  void rejectsMissingFolder() {
    Path missing = folder.resolve("missing");

    CommandResult ran = CommandResult.run("runs", "list", missing);

    assertThat(ran.err().strip())
        .isEqualTo(missing + " is not a folder. Choose a folder that contains runs.");
    assertThat(ran.code()).isEqualTo(1);
  }

  @Test
  void listsRunWithDamagedMetrics() throws Exception {
    run("a", "2025-01-01T00:00:00Z", "{");

    CommandResult ran = CommandResult.run("runs", "list", folder);

    Path file = folder.resolve("a").resolve("metrics.json");
    assertThat(ran.err().strip())
        .isEqualTo(file + " is not valid JSON; the run is listed without metrics");
    assertThat(ran.out()).contains("a    2025-01-01T00:00:00Z  vgg16");
    Files.delete(file);
    assertThat(CommandResult.run("runs", "list", folder).err().strip())
        .isEqualTo(file + " is missing; the run is listed without metrics");
  }

  @Test
  void subcommandIsRequired() {
    CommandResult ran = CommandResult.run("runs");

    assertThat(ran.err().strip())
        .isEqualTo("blockwright runs: no subcommand given. See blockwright runs --help.");
    assertThat(ran.code()).isEqualTo(2);
  }
}
