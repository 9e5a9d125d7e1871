package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of the commands from lists on stdin, and an image for each of several inputs. */
class SourcesCommandTest {
  private static final String HOME = "user.home";
  private static final String NATIVE_CACHE = "org.bytedeco.javacpp.cachedir";

  @TempDir private Path folder;
  private final String home = System.getProperty(HOME);
  private Path images;
  private Path network;

  @BeforeEach
  void writeFiles() throws IOException {
    // Lists are saved in the cache of the user, native libraries stay where they are.
    if (System.getProperty(NATIVE_CACHE) == null) {
      System.setProperty(NATIVE_CACHE, Path.of(home, ".javacpp", "cache").toString());
    }
    System.setProperty(HOME, folder.resolve("home").toString());
    images = ImagesOnDisk.writeTwoClasses(folder.resolve("images"), 12);
    network =
        Files.writeString(
            folder.resolve("pair.yaml"),
            """
            name: pair
            inputs:
              one: {shape: 8x8x3, preprocessing: tf}
              two: {shape: 6x6x3, preprocessing: tf}
            blocks:
              - name: body
                group: true
                graph:
                  inputs: [one, two]
                  blocks:
                    - {name: mean1, inputs: one, globalAverage: {}}
                    - {name: mean2, inputs: two, globalAverage: {}}
                    - {name: both, inputs: [mean1, mean2], concat: {}}
                  output: both
            head: [{dense: {units: 2}}, {activation: softmax}]
            """);
  }

  @AfterEach
  void restoreHome() {
    System.setProperty(HOME, home);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(images)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private String list() throws IOException {
    return files().stream().map(Path::toString).collect(Collectors.joining("\n"));
  }

  @Test
  void auditOfAListIsThatOfItsFolder() throws IOException {
    CommandResult list = CommandResult.runWithInput(list(), "data", "audit", "-");
    CommandResult ofFolder = CommandResult.run("data", "audit", images);

    assertThat(list.code()).isZero();
    assertThat(list.out()).isEqualTo(ofFolder.out());
    assertThat(CommandResult.run("data", "audit", "-").code()).isEqualTo(2);
  }

  @Test
  void modelIsTrainedOnAListAndTheRunCanBeRepeated() throws IOException {
    Path single =
        Files.writeString(
            folder.resolve("net.yaml"),
            """
            name: net
            input: 8x8x3
            preprocessing: tf
            blocks: [{name: block1, seq: [{globalAverage: {}}]}]
            head: [{dense: {units: 2}}, {activation: softmax}]
            """);
    Path run = folder.resolve("run");
    CommandResult trained =
        CommandResult.runWithInput(
            list(), "train", "--model", single, "--data", "-", "--epochs", 1, "--out", run);
    CommandResult repeated =
        CommandResult.run(
            "train", "--job", run.resolve("run.yaml"), "--out", folder.resolve("again"));
    CommandResult evaluated =
        CommandResult.runWithInput(
            list(), "evaluate", run.resolve("model.zip"), "--data", "-", "--json");

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(repeated.code()).as(repeated.err()).isZero();
    assertThat(Files.readString(folder.resolve("again/split.csv")))
        .isEqualTo(Files.readString(run.resolve("split.csv")));
    assertThat(evaluated.json().at("/test/samples").asInt()).isEqualTo(files().size());
  }

  @Test
  void networkWithTwoInputsIsTrainedEvaluatedAndPredictedFromACsvFile() throws IOException {
    List<Path> files = files();
    StringBuilder rows = new StringBuilder("one,two,label,source\n");
    for (int i = 0; i < files.size(); i += 2) {
      rows.append(
          "%s,%s,%s,%s\n"
              .formatted(
                  images.relativize(files.get(i)),
                  images.relativize(files.get(i + 1)),
                  files.get(i).getParent().getFileName(),
                  i % 4 == 0 ? "north" : "south"));
    }
    Path csv = Files.writeString(images.resolve("pairs.csv"), rows);
    Path run = folder.resolve("run");

    CommandResult trained =
        CommandResult.run(
            "train",
            "--model",
            network,
            "--data",
            csv,
            "--targets",
            "label",
            "--epochs",
            2,
            "--out",
            run);
    assertThat(trained.code()).as(trained.err()).isZero();
    Path model = run.resolve("model.zip");
    CommandResult evaluated =
        CommandResult.run(
            "evaluate", model, "--data", csv, "--targets", "label", "--by", "source", "--out", run);
    CommandResult predicted = CommandResult.run("predict", model, csv, "--csv", "--top", 1);
    CommandResult audited = CommandResult.run("data", "audit", csv, "--inputs", "one,two");

    assertThat(evaluated.code()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("north").contains("south");
    assertThat(Files.readString(run.resolve("evaluation.html")))
        .contains("Metrics by test/source")
        .contains("<td>north</td>");
    assertThat(predicted.code()).as(predicted.err()).isZero();
    assertThat(predicted.out().lines().count()).isEqualTo(1 + files.size() / 2);
    assertThat(predicted.out())
        .contains(images.relativize(files.get(0)) + "+" + images.relativize(files.get(1)) + ",");
    assertThat(audited.code()).as(audited.err()).isZero();
  }
}
