package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;
import static org.blockwright.dsl.Layers.sigmoid;
import static org.blockwright.dsl.Layers.softmax;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.Head;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands for models of every task, on images of one color. */
class TaskCommandsTest {
  private static final int IMAGES = 60;

  @TempDir Path folder;
  private Path network;
  private Path images;
  private Path labels;
  private Path numbers;
  private Path several;

  @BeforeEach
  void createFiles() throws IOException {
    network =
        write(
            "tiny.yaml",
            NetworkFormat.toYaml(
                body().head(globalAverage(), dense(2), softmax()).labels("no", "yes")));
    images = folder.resolve("images");
    Random random = new Random(1);
    StringBuilder labelRows = new StringBuilder("file,red,blue\n");
    StringBuilder numberRows = new StringBuilder("file,green [lm]\n");
    StringBuilder severalRows = new StringBuilder("file,tint,green [lm]\n");
    for (int i = 0; i < IMAGES; i++) {
      int red = random.nextInt(2);
      int blue = random.nextInt(2);
      int green = random.nextInt(256);
      String file = i + ".png";
      ImagesOnDisk.writeImage(images.resolve(file), red * 0xff0000 | blue * 0xff | green << 8);
      labelRows.append("%s,%s,%s\n".formatted(file, red, blue));
      numberRows.append("%s,%s\n".formatted(file, green));
      severalRows.append("%s,%s,%s\n".formatted(file, red == 1 ? "warm" : "cold", green));
    }
    labels = write("labels.csv", labelRows.toString());
    numbers = write("numbers.csv", numberRows.toString());
    several = write("several.csv", severalRows.toString());
  }

  private static Network body() {
    return Network.named("tiny").input(8, 8, 3).block("body", conv(4, 1).relu());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private CommandResult train(Path data, Object... more) {
    return run("train", data, more);
  }

  private CommandResult run(String command, Path data, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(command, "--model", network, "--data", data, "--images", images));
    arguments.addAll(List.of("--epochs", 15, "--lr", 0.05, "--batch-size", 8));
    arguments.addAll(List.of(more));
    return CommandResult.run(arguments.toArray());
  }

  private Path trained(Path data, Object... more) {
    Path run = folder.resolve("run");
    CommandResult trained =
        train(data, ImmutableList.builder().add("--out", run).add(more).build().toArray());
    assertThat(trained.code()).as(trained.err()).isZero();
    return run.resolve("model.zip");
  }

  private CommandResult evaluate(Path model, Path data, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("evaluate", model, "--data", data, "--images", images));
    arguments.addAll(List.of(more));
    return CommandResult.run(arguments.toArray());
  }

  @Test
  void labels() throws Exception {
    Path model = trained(labels, "--class-weights", "blue=2");
    assertThat(folder.resolve("run/run.yaml")).content().contains("class-weights: blue=2\n");

    CommandResult text = evaluate(model, labels);
    JsonNode json = evaluate(model, labels, "--json").json().get("test");

    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out()).contains("exact match", "threshold", "red", "true positives");
    assertThat(json.get("task").asText()).isEqualTo("multi-label");
    assertThat(json.get("labels"))
        .extracting(label -> label.get("name").asText())
        .containsExactly("red", "blue");
    assertThat(json.get("macro_f1").isMissingNode()).isFalse();

    CommandResult ofNumbers = evaluate(model, numbers);
    assertThat(ofNumbers.code()).isEqualTo(1);
    assertThat(ofNumbers.err().strip())
        .isEqualTo(
            numbers
                + " has numbers in column green [lm], but the model predicts red, blue (task multi-label): expected a column \"labels\", or one with 0 and 1 for each label. Give a file with labels, or a model of task regression.");

    Path image = images.resolve("0.png");
    CommandResult predicted = CommandResult.run("predict", model, image);
    JsonNode prediction = CommandResult.run("predict", model, image, "--json").json().get(0);
    assertThat(predicted.out()).startsWith(image + "  [").contains("red 0.", "blue 0.");
    assertThat(prediction.get("labels").isArray()).isTrue();
    assertThat(prediction.get("probabilities")).hasSize(2);

    CommandResult features = CommandResult.run("features", model, image);
    assertThat(features.code()).as(features.err()).isZero();
    assertThat(features.out()).contains("1x2");
    JsonNode summary = CommandResult.run("summary", model, "--json").json();
    assertThat(summary.get("tasks").elements().next().asText()).isEqualTo("multi-label");
    assertThat(summary.get("losses").elements().next().asText()).isEqualTo("binary_crossentropy");
  }

  @Test
  void oneColumnOfSeveralIsABinaryQuestion() throws Exception {
    Path model = trained(labels, "--targets", "red");

    CommandResult text = evaluate(model, labels, "--targets", "red");
    JsonNode json = evaluate(model, labels, "--targets", "red", "--json").json().get("test");
    CommandResult all = evaluate(model, labels);

    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out()).contains("accuracy", "not red", "true \\ predicted");
    assertThat(json.get("task").asText()).isEqualTo("binary");
    assertThat(json.get("threshold").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/accuracy/value").asDouble()).isGreaterThan(0.9);
    // The columns of the model are found by its labels.
    assertThat(all.out()).isEqualTo(text.out());
    assertThat(all.err()).contains(labels + ": column blue is not used.");

    Path image = images.resolve("0.png");
    CommandResult predicted = CommandResult.run("predict", model, image, "--top", 1);
    JsonNode prediction = CommandResult.run("predict", model, image, "--json").json().get(0);
    assertThat(predicted.out()).contains("red ");
    assertThat(prediction.get("label").asText()).isIn("red", "not red");
    assertThat(prediction.get("probabilities")).hasSize(2);
    JsonNode summary = CommandResult.run("summary", model, "--json").json();
    assertThat(summary.get("tasks").elements().next().asText()).isEqualTo("binary");
  }

  @Test
  void numbers() throws Exception {
    Path model = trained(numbers, "--loss", "huber=5", "--monitor", "mae");

    CommandResult text = evaluate(model, numbers);
    JsonNode json = evaluate(model, numbers, "--json").json().get("test");

    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out()).contains("MAE", "R2", "green [lm]").doesNotContain("predicted");
    assertThat(json.get("task").asText()).isEqualTo("regression");
    assertThat(json.at("/targets/0/name").asText()).isEqualTo("green [lm]");
    assertThat(json.at("/r2/value").asDouble()).isGreaterThan(0.5);

    Path image = images.resolve("0.png");
    CommandResult predicted = CommandResult.run("predict", model, image);
    JsonNode prediction = CommandResult.run("predict", model, image, "--json").json().get(0);
    assertThat(predicted.out().strip()).startsWith(image + "  green ").endsWith(" lm");
    assertThat(prediction.at("/values/green [lm]").isNumber()).isTrue();
    assertThat(CommandResult.run("features", model, image).out()).contains("1x1");
    JsonNode summary = CommandResult.run("summary", model, "--json").json();
    assertThat(summary.get("tasks").elements().next().asText()).isEqualTo("regression");
    assertThat(summary.get("losses").elements().next().asText()).isEqualTo("huber");
    CommandResult runs = CommandResult.run("runs", "list", folder);
    assertThat(runs.out()).contains("test MAE", "test R2", "test loss").doesNotContain("accuracy");
  }

  /** Time and memory are measured anew each time. */
  private static String withoutEstimates(String dryRun) {
    return dryRun
        .lines()
        .filter(line -> !line.matches("\\s*(time:|estimates from) .*"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void severalOutputs() throws Exception {
    Head.Several head =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("tint", Task.CLASSIFICATION, "cold", "warm"),
                HeadOutput.of("green", Task.REGRESSION, "green [lm]").weight(0.001));
    Path headFile = write("head.yaml", NetworkFormat.toYaml(head));
    CommandResult newHead = train(several, "--head", headFile, "--dry-run");
    network = write("two.yaml", NetworkFormat.toYaml(head.applyTo(body())));
    assertThat(newHead.code()).as(newHead.err()).isZero();
    assertThat(withoutEstimates(newHead.out()))
        .isEqualTo(withoutEstimates(train(several, "--dry-run").out()));
    Path model = trained(several);

    CommandResult text = evaluate(model, several, "--out", folder.resolve("evaluation"));
    JsonNode json = evaluate(model, several, "--json").json();

    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out()).contains("test/tint:\n", "test/green:\n", "accuracy", "MAE");
    assertThat(json.at("/test~1tint/task").asText()).isEqualTo("classification");
    assertThat(json.at("/test~1green/task").asText()).isEqualTo("regression");
    assertThat(folder.resolve("evaluation/evaluation.json"))
        .content()
        .isEqualToIgnoringWhitespace(evaluate(model, several, "--json").out());
    assertThat(folder.resolve("evaluation/evaluation.html")).content().contains("test/green");

    Path image = images.resolve("0.png");
    CommandResult predicted = CommandResult.run("predict", model, image);
    JsonNode prediction = CommandResult.run("predict", model, image, "--json").json().get(0);
    assertThat(predicted.out().lines())
        .hasSize(2)
        .anyMatch(line -> line.matches("\\S+ {2}tint: (cold|warm) [01]\\.\\d{4} {2}(cold|warm) .*"))
        .anyMatch(line -> line.matches("\\S+ {2}green: green \\S+ lm"));
    assertThat(prediction.at("/outputs/tint/probabilities")).hasSize(2);
    assertThat(prediction.at("/outputs/green/values/green [lm]").isNumber()).isTrue();

    assertThat(CommandResult.run("features", model, image).out()).contains("1x2", "1x1");
    JsonNode summary = CommandResult.run("summary", model, "--json").json();
    assertThat(summary.get("tasks").toString())
        .isEqualTo("{\"tint\":\"classification\",\"green\":\"regression\"}");
    assertThat(summary.get("losses").toString())
        .isEqualTo("{\"tint\":\"categorical_crossentropy\",\"green\":\"mean_squared_error\"}");
    assertThat(CommandResult.run("runs", "list", folder).out())
        .contains("validation/tint accuracy", "test/green MAE");

    CommandResult ofFolder = CommandResult.run("evaluate", model, "--data", images);
    assertThat(ofFolder.code()).isEqualTo(2);
    assertThat(ofFolder.err())
        .contains(images + " is a folder. Give a CSV file with the columns tint, green [lm].");

    CommandResult withTargets = evaluate(model, several, "--targets", "tint");
    CommandResult withLoss = train(several, "--loss", "green=huber=2", "--dry-run");
    CommandResult withOtherLoss = train(several, "--loss", "gren=huber", "--dry-run");
    CommandResult withoutColumn = train(numbers, "--dry-run");
    assertThat(withTargets.code()).isEqualTo(2);
    assertThat(withTargets.err())
        .startsWith("\"data.targets\" (--targets) applies to a network with one output");
    assertThat(withLoss.code()).as(withLoss.err()).isZero();
    assertThat(withOtherLoss.code()).isEqualTo(2);
    assertThat(withOtherLoss.err())
        .startsWith(
            "\"loss\" names an output \"gren\", which tiny does not have. Did you mean \"green\"?");
    assertThat(withoutColumn.code()).isEqualTo(1);
    assertThat(withoutColumn.err()).contains("has no column \"tint\", which output \"tint\" needs");
  }

  @Test
  void classWeightsOfASingleSigmoidBesideAnotherOutput() throws Exception {
    Head.Several head =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("tint", Task.BINARY, "cold", "warm"),
                HeadOutput.of("green", Task.REGRESSION, "green [lm]").weight(0.001));
    Path headFile = write("head.yaml", NetworkFormat.toYaml(head));

    CommandResult weighted =
        train(
            several,
            "--head",
            headFile,
            "--class-weights",
            "warm=3",
            "--out",
            folder.resolve("run"));
    CommandResult balanced =
        train(several, "--head", headFile, "--class-weights", "balanced", "--dry-run");
    CommandResult unknown =
        train(several, "--head", headFile, "--class-weights", "worm=3", "--dry-run");

    assertThat(weighted.code()).as(weighted.err()).isZero();
    assertThat(folder.resolve("run/run.yaml")).content().contains("class-weights: warm=3\n");
    assertThat(balanced.code()).as(balanced.err()).isZero();
    assertThat(balanced.err())
        .containsPattern("Class weights of output \"tint\": cold \\S+, warm \\S+\\.");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .startsWith(
            "class-weights (--class-weights) has a weight of \"worm\", which is not a class or label. Did you mean \"warm\"?");
  }

  @Test
  void metricsOfOtherTasksAreRejectedBeforeTraining() {
    CommandResult trained = train(numbers, "--monitor", "accuracy", "--out", folder.resolve("run"));

    assertThat(trained.code()).isEqualTo(2);
    assertThat(trained.err())
        .contains("\"accuracy\" is a metric of classification, binary, not of regression.");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private JsonNode study(Path data, String space, Object... more) throws Exception {
    Path file = write("space.yaml", space);
    Object[] arguments =
        ImmutableList.builder()
            .add("--space", file, "--trials", 4, "--json", "--quiet", "--out")
            .add(folder.resolve("study"))
            .add(more)
            .build()
            .toArray();
    CommandResult ran = run("tune", data, arguments);
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran.json();
  }

  private static List<Double> objectives(JsonNode study) {
    List<Double> objectives = new ArrayList<>();
    study.get("trials").forEach(trial -> objectives.add(trial.get("objective").asDouble()));
    return objectives;
  }

  @Test
  void studiesMinimizeAnError() throws Exception {
    JsonNode study =
        study(
            numbers,
            "loss: {choice: [mean_squared_error, mean_absolute_error, huber=2]}\n",
            "--metric",
            "mae");

    List<Double> objectives = objectives(study);
    assertThat(objectives.get(study.get("best").asInt()))
        .isEqualTo(objectives.stream().min(Double::compare).orElseThrow());
  }

  @Test
  void studiesMaximizeExactMatch() throws Exception {
    JsonNode study =
        study(
            labels,
            "label-smoothing: {real: [0, 0.3]}\noptimizer.learning-rate: {choice: [0.001, 0.1]}\n",
            "--metric",
            "exact_match");

    List<Double> objectives = objectives(study);
    assertThat(objectives.get(study.get("best").asInt()))
        .isEqualTo(objectives.stream().max(Double::compare).orElseThrow());
    assertThat(folder.resolve("study/best/run.yaml")).content().contains("label-smoothing: 0.");
  }

  @Test
  void studiesCheckMetricAndLossBeforeTheFirstTrial() throws Exception {
    Path out = folder.resolve("study");
    Path space =
        write("space.yaml", "loss: {choice: [mean_squared_error, categorical_crossentropy]}");
    Path smoothing = write("smoothing.yaml", "label-smoothing: {real: [0, 0.3]}");

    CommandResult metric =
        run("tune", numbers, "--space", smoothing, "--metric", "accuracy", "--out", out);
    CommandResult loss = run("tune", numbers, "--space", space, "--out", out);
    CommandResult amount = run("tune", numbers, "--space", smoothing, "--out", out);

    assertThat(metric.code()).isEqualTo(2);
    assertThat(metric.err())
        .contains("\"accuracy\" is a metric of classification, binary, not of regression.");
    assertThat(loss.code()).isEqualTo(2);
    assertThat(loss.err()).contains("loss = categorical_crossentropy: ");
    assertThat(amount.code()).isEqualTo(2);
    assertThat(amount.err())
        .contains(
            "label-smoothing = 0.3: label-smoothing (--label-smoothing) is set, but the loss");
    assertThat(out).doesNotExist();
  }

  @Test
  void measuresNetworksOfEveryTask() throws Exception {
    Network multiLabel = body().head(globalAverage(), dense(3), sigmoid()).labels("a", "b", "c");
    Network regression = body().head(globalAverage(), dense(1)).labels("age [years]");
    for (Network measured : List.of(multiLabel, regression)) {
      Path file = write("measured.yaml", NetworkFormat.toYaml(measured));

      CommandResult ran =
          CommandResult.run("bench", file, "--batch-size", 2, "--runs", 1, "--json");

      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.json())
          .extracting(timing -> timing.get("operation").asText())
          .containsExactly("forward", "training step");
      assertThat(CommandResult.run("summary", file).code()).isZero();
      assertThat(CommandResult.run("plot", file, "-o", "-").code()).isZero();
    }
  }

  @Test
  void manifestWithSubsetsAndSources() throws Exception {
    StringBuilder rows = new StringBuilder("path\tclass\tsubset\tsource\n");
    for (int i = 0; i < IMAGES; i++) {
      String subset = i < 40 ? "train" : i < 50 ? "validation" : "test";
      rows.append(
          "%s.png\t%s\t%s\t%s\n".formatted(i, i % 2 == 0 ? "no" : "yes", subset, "s" + i % 3));
    }
    Path manifest = write("manifest.tsv", rows.toString());

    Path model = trained(manifest, "--no-audit", "--by", "source");
    CommandResult text = evaluate(model, manifest, "--by", "source,group");
    JsonNode json = evaluate(model, manifest, "--by", "source", "--json").json();

    assertThat(folder.resolve("run/split.csv")).content().contains("59.png,yes,59.png,test");
    assertThat(folder.resolve("run/audit.json")).doesNotExist();
    assertThat(text.out()).contains("\nsource  images  groups  accuracy", "\n10 more");
    assertThat(json.at("/test~1source=s0/samples").asInt()).isEqualTo(20);
    assertThat(json.at("/test/samples").asInt()).isEqualTo(60);
    // In training: images 50 to 59, of which 51, 54 and 57 are of source s0.
    String metrics = Files.readString(folder.resolve("run/metrics.json"));
    assertThat(new ObjectMapper().readTree(metrics).at("/test~1source=s0/samples").asInt())
        .isEqualTo(3);
    assertThat(new ObjectMapper().readTree(metrics).at("/validation~1source=s1/samples").asInt())
        .isEqualTo(4);
    assertThat(folder.resolve("run/report.html")).content().contains("<th>source</th>");
    assertThat(CommandResult.run("runs", "list", folder).out()).doesNotContain("source=");
    CommandResult unknown =
        train(manifest, "--no-audit", "--by", "site", "--out", folder.resolve("site"));
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("No column \"site\" in the images. Columns: group, source, subset.")
        .doesNotContain("epoch 1");
  }

  @Test
  void crossValidationPrintsThePooledMetrics() throws Exception {
    Path out = folder.resolve("folds");

    CommandResult ran = train(labels, "--folds", 2, "--out", out, "--no-audit", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().at("/test/samples").asInt()).isEqualTo(60);
    assertThat(ran.err()).contains("fold 2/2", "runs saved to " + out);
    assertThat(out.resolve("fold-2/run.yaml")).exists();
    assertThat(CommandResult.run("train", "--resume", out).err())
        .contains("the run in " + out + " is finished: there is nothing to resume");
    assertThat(CommandResult.run("train", "--resume", out, "--resume-with", "current").err())
        .contains("--resume-with cannot be combined with the cross-validation in " + out);
    assertThat(train(labels, "--folds", 1, "--out", folder.resolve("x")).err())
        .contains("The number of folds must be at least 2, got 1.");
    CommandResult replacing =
        train(labels, "--folds", 2, "--out", out.resolve("fold-1"), "--overwrite");
    assertThat(replacing.code()).isEqualTo(2);
    assertThat(replacing.err()).contains("which --folds does not replace");
  }
}
