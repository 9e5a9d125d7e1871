package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.maxPool;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.blockwright.base.Progress;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.ImagePrediction;
import org.blockwright.inference.Predictor;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Complete jobs of every task on generated images: a white bar on the left, on the right or both,
 * as wide as a number says.
 */
class TaskJobsTest {
  private static final int IMAGES = 80;

  @TempDir Path folder;
  private Path network;
  private Path csv;
  private Path numbers;

  @BeforeEach
  void createImages() throws IOException {
    network =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            name: tiny
            input: 16x16x1
            blocks:
              - {name: block1, seq: [{conv: {kernel: 3, filters: 4, activation: relu}}, {maxPool: {kernel: 4}}]}
            head: [{flatten: {}}, {dense: {units: 2}}, {activation: softmax}]
            """);
    Path images = Files.createDirectories(folder.resolve("images"));
    Random random = new Random(1);
    StringBuilder labels = new StringBuilder("file,left,right\n");
    StringBuilder values = new StringBuilder("file,width [px]\n");
    for (int i = 0; i < IMAGES; i++) {
      boolean left = random.nextBoolean();
      boolean right = random.nextBoolean();
      int width = 2 + random.nextInt(6);
      BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
      Graphics2D paint = image.createGraphics();
      paint.setColor(Color.WHITE);
      paint.fillRect(0, 0, left ? width : 0, 16);
      paint.fillRect(16 - width, 0, right ? width : 0, 16);
      paint.dispose();
      // Images with the same content would be kept in one subset.
      image.getRaster().setSample(7, 15, 0, i);
      String name = "images/" + i + ".png";
      ImageIO.write(image, "png", folder.resolve(name).toFile());
      labels.append("%s,%s,%s\n".formatted(name, left ? 1 : 0, right ? 1 : 0));
      values.append("%s,%s\n".formatted(name, (left ? width : 0) + (right ? width : 0)));
    }
    csv = Files.writeString(folder.resolve("labels.csv"), labels);
    numbers = Files.writeString(folder.resolve("numbers.csv"), values);
  }

  private Job job(Path data) {
    return Job.defaults()
        .with("model", network)
        .with("data.train", data)
        .with("optimizer.learning-rate", 0.02)
        .with("batch-size", 8)
        .with("patience", 0)
        .with("epochs", 30);
  }

  private static JobResult run(Job job) {
    return new JobRunner(Progress.silent()).run(job);
  }

  private static Output output(JobResult result) {
    return result.model().network().output().orElseThrow();
  }

  @Test
  void labelsOfACsvFileAreTrainedPredictedAndEvaluated() throws IOException {
    Path run = folder.resolve("run");
    Measurements test;
    try (JobResult result = run(job(csv))) {
      assertThat(output(result).task()).isEqualTo(Task.MULTI_LABEL);
      assertThat(output(result).labels()).containsExactly("left", "right");
      test = result.test();
      assertThat(test.value(Metrics.EXACT_MATCH).orElseThrow()).isGreaterThan(0.8);
      assertThat(test.value(Metrics.MACRO_F1).orElseThrow()).isGreaterThan(0.8);
      result.save(run);
    }
    assertThat(run.resolve("history.csv")).content().contains("validation_exact_match");
    assertThat(run.resolve("metrics.json")).content().contains("\"hamming_loss\"");
    try (Model model = Model.open(run.resolve("model.zip"))) {
      ImagePrediction prediction = Predictor.of(model).predict(folder.resolve("images/0.png"));
      assertThat(prediction.task()).isEqualTo(Task.MULTI_LABEL);
      assertThat(prediction.scores()).hasSize(2);
      // The same images by the saved model give the same metrics.
      assertThat(
              Evaluator.of(model)
                  .evaluate(ImageSplits.of(job(csv)).test().orElseThrow())
                  .measurements()
                  .value(Metrics.LOSS))
          .hasValueCloseTo(test.value(Metrics.LOSS).orElseThrow(), within(1e-6));
    }
    try (JobResult again =
        run(job(csv).with("model", run.resolve("model.zip")).with("epochs", 1))) {
      assertThat(output(again).task()).isEqualTo(Task.MULTI_LABEL);
      assertThat(again.test().value(Metrics.MACRO_F1).orElseThrow()).isGreaterThan(0.8);
    }
  }

  @Test
  void thresholdsAreChosenOnTheValidationImagesAndSaved() {
    try (JobResult result = run(job(csv).with("threshold", "auto").with("epochs", 3))) {
      assertThat(result.validation().thresholds().values())
          .isEqualTo(output(result).thresholds())
          .isEqualTo(result.test().thresholds().values());
    }
    try (JobResult result = run(job(csv).with("threshold", 0.3).with("epochs", 1))) {
      assertThat(output(result).thresholds()).containsExactly(0.3, 0.3);
    }
    assertThatThrownBy(() -> run(job(numbers).with("threshold", "auto")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "threshold (--threshold) is set, but the task is regression: only binary and multi-label have thresholds. Remove it.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mean_absolute_error", "huber=2"})
  void numbersAreTrainedInTheirUnit(String loss) {
    try (JobResult result = run(job(numbers).with("loss", loss))) {
      assertThat(output(result).task()).isEqualTo(Task.REGRESSION);
      assertThat(output(result).labels()).containsExactly("width [px]");
      assertThat(result.test().value(Metrics.MAE).orElseThrow()).isLessThan(1.5);
      assertThat(result.test().value(Metrics.R2).orElseThrow()).isGreaterThan(0.8);
      ImagePrediction prediction = result.predictor().predict(folder.resolve("images/0.png"));
      assertThat(prediction.toString()).startsWith("width ").endsWith(" px");
      // Training loss, validation loss and metrics are in the same unit.
      double train = result.training().history().last().orElseThrow().trainLoss();
      double validation = result.validation().value(Metrics.LOSS).orElseThrow();
      assertThat(train / validation).isBetween(0.05, 20.0);
      assertThat(result.job().settings().toMap()).containsEntry("standardize-targets", "on");
    }
  }

  @Test
  void aScheduleIsRecordedAndRepeated() throws IOException {
    Path run = folder.resolve("run");
    Job job =
        job(csv).with("epochs", 4).with("schedule", "polynomial,warm-up=1").with("batch-size", 16);
    try (JobResult result = run(job)) {
      // Four steps per epoch: the last one of each is 3/4 of the warm-up, then 3, 7 and 11 of 12.
      assertThat(result.training().history().epochs())
          .extracting(epoch -> Math.round(1e9 * epoch.learningRate() / 0.02) / 1e9)
          .containsExactly(0.75, 0.75, 0.416666667, 0.083333333);
      result.save(run);
      try (JobResult repeated = run(Job.read(run.resolve("run.yaml")))) {
        assertThat(repeated.test().loss()).isEqualTo(result.test().loss());
      }
      assertThat(run.resolve("run.yaml"))
          .content()
          .contains("schedule: \"polynomial,end=0,power=1,warm-up=1\"");
      assertThat(run.resolve("report.html")).content().contains("<td>0.0150</td>");
    }
    assertThatThrownBy(() -> run(job.with("schedule", "step,every=5")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("needs 5 epochs, but the training has at most 4");
  }

  @Test
  void theLossOfTheJobIsThatOfTheModel() {
    Job job = job(csv).with("epochs", 1).with("label-smoothing", 0.1);
    try (JobResult result = run(job)) {
      assertThat(output(result).loss()).isEqualTo(Loss.binaryCrossEntropy().labelSmoothing(0.1));
    }
    assertThatThrownBy(() -> run(job(numbers).with("label-smoothing", 0.1)))
        .hasMessage(
            "label-smoothing (--label-smoothing) is set, but the loss is mean_squared_error: only cross-entropies have it. Remove it.");
    for (String loss : List.of("categorical_crossentropy", "mean_squared_error")) {
      assertThatThrownBy(() -> run(job(csv).with("loss", loss)))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "loss (--loss) is %s, but the task is multi-label, which needs binary_crossentropy. Change the loss, or the task."
                  .formatted(loss));
    }
  }

  @Test
  void weightsOfClassesAndLabelsAreThoseOfTheLoss() throws IOException {
    Job job = job(csv).with("epochs", 1).with("label-smoothing", 0.1);
    Path run = folder.resolve("run");
    try (JobResult result = run(job.with("class-weights", "right=4"))) {
      assertThat(output(result).loss())
          .isEqualTo(Loss.binaryCrossEntropy().labelSmoothing(0.1).labelWeights(List.of(1.0, 4.0)));
      result.save(run);
      try (JobResult repeated = run(Job.read(run.resolve("run.yaml")))) {
        assertThat(output(repeated)).isEqualTo(output(result));
        assertThat(repeated.test().loss()).isEqualTo(result.test().loss());
      }
    }
    try (Model model =
        new JobRunner(Progress.silent())
            .check(
                TrainingJob.of(
                    job(classes()).with("class-weights", "many=0.5, few=2").with("epochs", 1)))) {
      assertThat(model.network().output().orElseThrow().loss())
          .isEqualTo(Loss.categoricalCrossEntropy().classWeights(List.of(2.0, 0.5)));
    }
    assertThatThrownBy(() -> run(job.with("class-weights", "rigth=4")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "class-weights (--class-weights) has a weight of \"rigth\", which is not a class or label. Did you mean \"right\"? Known: left, right.");
    assertThatThrownBy(() -> run(job(numbers).with("class-weights", "right=4")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "class-weights (--class-weights) is set, but the task is regression, which has no classes. Remove it, or give each image a weight in the column \"weight\" of a CSV file.");
  }

  /** As in Keras, the loss of an image is multiplied by the weight of its class. */
  @Test
  void classWeightsOfASingleSigmoidActLikeSampleWeights() throws IOException {
    List<String> weighted = new ArrayList<>(List.of("file,weight,left"));
    for (String line : Files.readAllLines(csv).subList(1, IMAGES + 1)) {
      String[] cells = line.split(",");
      weighted.add("%s,%s,%s".formatted(cells[0], cells[1].equals("1") ? 4 : 0.5, cells[1]));
    }
    Path column = Files.write(folder.resolve("weighted.csv"), weighted);
    Job job = job(csv).with("data.targets", "left").with("epochs", 2);

    try (JobResult plain = run(job);
        JobResult sampleWeights = run(job.with("data.train", column));
        JobResult classWeights = run(job.with("class-weights", "left=4,not left=0.5"))) {
      assertThat(classWeights.metadata().get("training data sha256"))
          .isEqualTo(plain.metadata().get("training data sha256"));
      assertThat(classWeights.test().loss().getAsDouble())
          .isCloseTo(sampleWeights.test().loss().getAsDouble(), within(1e-6))
          .isNotCloseTo(plain.test().loss().getAsDouble(), within(1e-3));
      assertThat(output(classWeights).loss())
          .isEqualTo(Loss.binaryCrossEntropy().classWeights(0.5, 4));
    }
  }

  @Test
  void balancedWeightsFollowFromTheTrainingImages() throws IOException {
    Job binary = job(csv).with("data.targets", "left").with("epochs", 1);
    try (JobResult result = run(binary.with("class-weights", "balanced"))) {
      double all = result.images().train().size();
      double left = result.images().train().count(1);
      assertThat(output(result).loss())
          .isEqualTo(
              Loss.binaryCrossEntropy().classWeights(all / (2 * (all - left)), all / (2 * left)));
      assertThat(result.notices())
          .contains(
              "Class weights: not left %.3g, left %.3g."
                  .formatted(all / (2 * (all - left)), all / (2 * left)));
      assertThat(result.job().settings().text(Setting.CLASS_WEIGHTS)).isEqualTo("balanced");
    }
    try (JobResult result =
        run(job(classes()).with("class-weights", "effective=0.9").with("epochs", 1))) {
      Dataset train = result.images().train();
      List<Double> weights = ((Loss.CategoricalCrossEntropy) output(result).loss()).unitWeights();
      double many = train.count(0);
      double few = train.count(1);
      assertThat(weights.get(0) / weights.get(1))
          .isCloseTo((1 - Math.pow(0.9, few)) / (1 - Math.pow(0.9, many)), within(1e-12));
      assertThat(many * weights.get(0) + few * weights.get(1))
          .isCloseTo(train.size(), within(1e-9));
    }
    try (JobResult result = run(job(csv).with("class-weights", "balanced").with("epochs", 1))) {
      Dataset train = result.images().train();
      double all = train.size();
      assertThat(output(result).loss())
          .isEqualTo(
              Loss.binaryCrossEntropy()
                  .labelWeights(
                      List.of(all / (2 * train.count(0)), all / (2 * train.count(1))),
                      List.of(
                          all / (2 * (all - train.count(0))), all / (2 * (all - train.count(1))))));
    }
    assertThatThrownBy(() -> run(job(numbers).with("class-weights", "balanced")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "class-weights (--class-weights) is set, but the task is regression, which has no classes. Remove it, or give each image a weight in the column \"weight\" of a CSV file.");
  }

  @Test
  void classesAreSampledEquallyOften() throws IOException {
    Job balanced = job(classes()).with("sampling", "balanced").with("epochs", 2);
    try (JobResult result = run(balanced);
        JobResult again = run(balanced);
        JobResult shuffled = run(job(classes()).with("epochs", 2))) {
      assertThat(result.test().loss())
          .isEqualTo(again.test().loss())
          .isNotEqualTo(shuffled.test().loss());
    }
    assertThatThrownBy(() -> run(balanced.with("class-weights", "effective=0.99")))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "sampling (--sampling) is balanced and class-weights (--class-weights) is effective=0.99: both would correct the frequencies of the classes. Remove one of them.");
    assertThatThrownBy(() -> run(job(csv).with("sampling", "balanced")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("tiny: sampling is balanced, which needs one output with classes");
  }

  /** A CSV file with a class for each image. */
  private Path classes() throws IOException {
    List<String> lines = new ArrayList<>(List.of("file,class"));
    for (String line : Files.readAllLines(numbers).subList(1, IMAGES + 1)) {
      String[] cells = line.split(",");
      lines.add(cells[0] + "," + (Integer.parseInt(cells[1]) > 4 ? "many" : "few"));
    }
    return Files.write(folder.resolve("classes.csv"), lines);
  }

  @Test
  void aColumnIsABinaryQuestion() {
    try (JobResult result = run(job(csv).with("data.targets", "left"))) {
      assertThat(output(result).task()).isEqualTo(Task.BINARY);
      assertThat(output(result).labels()).containsExactly("not left", "left");
      assertThat(result.test().accuracy().value().orElseThrow()).isGreaterThan(0.85);
    }
  }

  /** Columns that are not trained must not be read as something else. */
  @ParameterizedTest
  @ValueSource(strings = {"left", "right,left"})
  void testImagesHaveTheColumnsOfTheTrainingImages(String columns) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> more = new ArrayList<>(List.of(lines.get(0) + ",other"));
    lines.stream().skip(1).forEach(line -> more.add(line + ",1"));
    Path test = Files.write(folder.resolve("test.csv"), more);
    Job job = job(csv).with("data.targets", columns).with("epochs", 1);

    try (JobResult result = run(job.with("data.test", test).with("data.validation", test))) {
      assertThat(result.test().names())
          .containsExactly(columns.equals("left") ? "not left" : "right", "left");
      assertThat(result.test().samples()).isEqualTo(IMAGES);
      assertThat(result.validation().samples()).isEqualTo(IMAGES);
    }
  }

  @Test
  void aSigmoidIsTrainedOnFractionsWithASquaredError() throws IOException {
    Path sigmoid =
        Files.writeString(
            folder.resolve("sigmoid.yaml"),
            Files.readString(network)
                    .replace(
                        "units: 2}}, {activation: softmax}]", "units: 1}}, {activation: sigmoid}]")
                + "loss: mean_squared_error\n");
    List<String> lines = new ArrayList<>(List.of("file,width [image]"));
    for (String line : Files.readAllLines(numbers).subList(1, IMAGES + 1)) {
      String[] cells = line.split(",");
      lines.add(cells[0] + "," + Integer.parseInt(cells[1]) / 16.0);
    }
    Path fractions = Files.write(folder.resolve("fractions.csv"), lines);

    try (JobResult result = run(job(fractions).with("model", sigmoid))) {
      assertThat(output(result).task()).isEqualTo(Task.REGRESSION);
      assertThat(result.test().value(Metrics.R2).orElseThrow()).isGreaterThan(0.5);
    }
  }

  private Path severalOutputs() throws IOException {
    Network several =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("side", Task.CLASSIFICATION, "left", "none").weight(0.5),
                HeadOutput.of("number", Task.REGRESSION, "width [px]").loss(Loss.huber(1)))
            .applyTo(
                Network.named("several")
                    .input(16, 16, 1)
                    .block("block1", conv(4, 3).relu(), maxPool(4)));
    network = Files.writeString(folder.resolve("several.yaml"), NetworkFormat.toYaml(several));
    List<String> lines = new ArrayList<>(List.of("file,side,width [px]"));
    for (int i = 1; i <= IMAGES; i++) {
      String[] cells = Files.readAllLines(numbers).get(i).split(",");
      boolean left = Files.readAllLines(csv).get(i).split(",")[1].equals("1");
      lines.add("%s,%s,%s".formatted(cells[0], left ? "left" : "none", cells[1]));
    }
    return Files.write(folder.resolve("several.csv"), lines);
  }

  @Test
  void severalOutputsAreEvaluatedOnATestFile() throws IOException {
    Path several = severalOutputs();
    try (JobResult result = run(job(several).with("data.test", several).with("epochs", 1))) {
      assertThat(result.measurements().get("test/side").samples()).isEqualTo(IMAGES);
      assertThat(result.measurements().get("test/number").samples()).isEqualTo(IMAGES);
    }
  }

  /** The loss of the first output alone does not measure the others. */
  @Test
  void trialsWithSeveralOutputsAreRankedByTheSumOfTheirLosses() throws IOException {
    Job job = job(severalOutputs()).with("epochs", 1);
    Path space = Files.writeString(folder.resolve("space.yaml"), "batch-size: {choice: [8]}\n");
    TuningJob search = TuningJob.of(job, space).trials(1);

    double score = search.run(folder.resolve("study")).study().best().score();
    try (JobResult result = run(job)) {
      double side = result.measurements().get("validation/side").loss().orElseThrow();
      double number = result.measurements().get("validation/number").loss().orElseThrow();
      assertThat(score).isCloseTo(0.5 * side + number, within(1e-6));
    }
    assertThatThrownBy(() -> search.metric(Metrics.ACCURACY).run(folder.resolve("accuracy")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("\"accuracy\" is a metric of one output, but ")
        .hasMessageContaining(" has several: side, number. ");
  }

  @Test
  void theMetricOfASearchMustApplyToTheTask() throws IOException {
    Path space = Files.writeString(folder.resolve("space.yaml"), "batch-size: {choice: [8]}\n");
    assertThatThrownBy(() -> TuningJob.of(job(numbers), space).metric(Metrics.ACCURACY).validate())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("accuracy")
        .hasMessageContaining("regression");
  }

  @Test
  void foldersOfTwoClassesAreTrainedWithASingleSigmoid() throws IOException {
    Path folders = folder.resolve("folders");
    for (int i = 0; i < IMAGES; i++) {
      String line = Files.readAllLines(csv).get(i + 1);
      Path target = Files.createDirectories(folders.resolve(line.endsWith("1") ? "right" : "none"));
      Files.copy(folder.resolve("images/" + i + ".png"), target.resolve(i + ".png"));
    }
    Path run = folder.resolve("run");
    try (JobResult result = run(job(folders).with("task", "binary"))) {
      assertThat(output(result).task()).isEqualTo(Task.BINARY);
      assertThat(output(result).units()).isEqualTo(1);
      assertThat(result.test().accuracy().value().orElseThrow()).isGreaterThan(0.85);
      result.save(run);
    }
    // The binary head of a saved model also fits folders without the setting.
    try (JobResult again =
        run(job(folders).with("model", run.resolve("model.zip")).with("epochs", 1))) {
      assertThat(output(again).task()).isEqualTo(Task.BINARY);
      assertThat(again.test().accuracy().value().orElseThrow()).isGreaterThan(0.85);
    }
    assertThatThrownBy(() -> run(job(folders).with("task", "regression")))
        .hasMessage(
            "%s is a folder, which has one class per image; task regression needs a CSV file. Give a CSV file, or use task classification or binary."
                .formatted(folders));
    assertThatThrownBy(() -> run(job(folders).with("data.targets", "left")))
        .hasMessage(
            "%s is a folder: several outputs, columns of targets, and a folder that file names are relative to (--images) apply to CSV files only. Remove these options, or give a CSV file."
                .formatted(folders));
  }

  @Test
  void aHeadForAnotherTaskIsReplaced() throws IOException {
    Path run = folder.resolve("run");
    try (JobResult result = run(job(csv).with("epochs", 1))) {
      result.save(run);
    }
    Job other = job(numbers).with("model", run.resolve("model.zip")).with("epochs", 1);
    try (JobResult result = run(other)) {
      assertThat(output(result).task()).isEqualTo(Task.REGRESSION);
      assertThat(result.notices())
          .contains(
              "the task of the model is multi-label, that of the images regression: its head is replaced by a new one");
    }
    assertThatThrownBy(() -> run(other.with("head.keep", true)))
        .hasMessage(
            "head.keep (--keep-head) needs images for the task of the model, multi-label, but theirs is regression. Remove it to train a new head.");
  }

  /** The settings of the task in run.yaml give the same model. */
  @ParameterizedTest
  @ValueSource(strings = {"labels", "numbers"})
  void runYamlRepeatsTheRun(String data) throws IOException {
    Path run = folder.resolve("run");
    boolean regression = data.equals("numbers");
    Job job =
        regression
            ? job(numbers).with("loss", "huber=2").with("monitor", "mae")
            : job(csv)
                .with("data.targets", "right,left")
                .with("label-smoothing", 0.1)
                .with("threshold", "auto")
                .with("monitor", "exact_match");
    Output output;
    double loss;
    try (JobResult result = run(job.with("epochs", 2))) {
      output = output(result);
      loss = result.test().loss().orElseThrow();
      result.save(run);
    }

    try (JobResult repeated = run(Job.read(run.resolve("run.yaml")))) {
      assertThat(output(repeated)).isEqualTo(output);
      assertThat(repeated.test().loss()).hasValue(loss);
      repeated.save(folder.resolve("again"));
      assertThat(Job.read(folder.resolve("again/run.yaml")))
          .isEqualTo(Job.read(run.resolve("run.yaml")));
    }
  }

  /** A softmax of one number would always be 1. */
  @Test
  void theOwnHeadKeepsItsTaskForInference() throws IOException {
    Path run = folder.resolve("run");
    try (JobResult result = run(job(numbers).with("epochs", 1))) {
      result.save(run);
    }
    Job features =
        Job.defaults().with("model", run.resolve("model.zip")).with("head.kind", "original");
    try (Model model = new JobRunner(Progress.silent()).createModel(features, List.of());
        Model saved = Model.open(run.resolve("model.zip"))) {
      assertThat(model.network().output()).isEqualTo(saved.network().output());
      Path image = folder.resolve("images/0.png");
      assertThat(Predictor.of(model).predict(image)).isEqualTo(Predictor.of(saved).predict(image));
    }
  }

  @Test
  void everyMetricOfTheTaskCanBeMonitored() {
    for (String metric : List.of("exact_match", "roc_auc")) {
      try (JobResult result = run(job(csv).with("monitor", metric).with("epochs", 2))) {
        assertThat(result.training().bestEpoch()).isPositive();
      }
    }
    assertThatThrownBy(() -> run(job(numbers).with("monitor", "accuracy")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("accuracy")
        .hasMessageContaining("regression");
  }
}
