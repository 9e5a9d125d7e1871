package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.training.StandardizationMode;
import org.blockwright.training.ValidationMetric;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.blockwright.weights.GrayscaleKernel;
import org.blockwright.weights.PairingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobTest {
  @TempDir Path folder;

  @Test
  void omittedSettingsHaveDefaults() {
    assertThat(Job.defaults().seed()).isEqualTo(42);
    assertThat(Job.defaults().optimizer()).isEqualTo(Optimizer.adam(0.001));
    assertThat(Job.defaults().cut()).isEmpty();
  }

  @Test
  void withReturnsCopy() {
    Job job = Job.defaults().with("epochs", 3);

    assertThat(job.epochs()).hasValue(3);
    assertThat(Job.defaults().batchSize()).isEqualTo(32);
    assertThat(job.with("epochs", 4.0)).isEqualTo(Job.defaults().with("epochs", 4));
  }

  @Test
  void multiplierRulesKeepOrder() {
    Job job = Job.defaults().with("lr-multipliers", List.of("block1*=0.1", "freeze block*"));

    assertThat(job.learningRateMultipliers())
        .isEqualTo(LearningRateMultipliers.uniform().multiplier("block1*", 0.1).freeze("block*"));
  }

  @Test
  void readsJobFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            model: mobilenet
            head: {kind: global-average, width: 64}
            optimizer:
              kind: sgd
              learning-rate: 1e-2
              momentum: 0.9
              nesterov: true
            lr-multipliers: [freeze *, head=2]
            """);

    Job job = Job.read(file);

    assertThat(job)
        .isEqualTo(
            Job.defaults()
                .with("model", "mobilenet")
                .with("head.kind", "global-average")
                .with("head.width", 64)
                .with("optimizer.kind", "sgd")
                .with("optimizer.learning-rate", "1e-2")
                .with("optimizer.momentum", 0.9)
                .with("optimizer.nesterov", true)
                .with("lr-multipliers", List.of("freeze *", "head=2")));
    assertThat(job.optimizer()).isEqualTo(Optimizer.sgd(0.01).momentum(0.9).nesterov(true));
  }

  @Test
  void everyOptimizerHasAKind() {
    Job job = Job.defaults().with("optimizer.learning-rate", 0.1).with("optimizer.momentum", 0.5);

    assertThat(job.optimizer()).isEqualTo(Optimizer.adam(0.1));
    assertThat(job.with("optimizer.kind", "adamw").optimizer()).isEqualTo(Optimizer.adamW(0.1));
    assertThat(job.with("optimizer.kind", "adamw").with("weight-decay", 0.02).optimizer())
        .isEqualTo(Optimizer.adamW(0.1).weightDecay(0.02));
    assertThat(job.with("optimizer.kind", "sgd").optimizer())
        .isEqualTo(Optimizer.sgd(0.1).momentum(0.5));
    assertThat(job.with("optimizer.kind", "rmsprop").optimizer())
        .isEqualTo(Optimizer.rmsProp(0.1).momentum(0.5));
    List<Class<?>> classes = new ArrayList<>();
    assertThat(job.with("optimizer.kind", "auto").optimizer()).isEqualTo(Optimizer.adam(0.1));
    assertThat(job.with("optimizer.kind", "auto").hasAutoOptimizer()).isTrue();
    assertThat(job.hasAutoOptimizer()).isFalse();
    OptimizerKind.ids().stream()
        .filter(kind -> !kind.equals("auto"))
        .forEach(kind -> classes.add(job.with("optimizer.kind", kind).optimizer().getClass()));
    assertThat(classes).containsExactlyInAnyOrder(Optimizer.class.getPermittedSubclasses());
  }

  @Test
  void optionsOfWeightsFollowSettings() {
    assertThat(Job.defaults().pairingOptions()).isEqualTo(PairingOptions.STRICT);
    assertThat(
            Job.defaults()
                .with("gray-kernel", "luma")
                .with("allow-partial-weights", true)
                .pairingOptions())
        .isEqualTo(PairingOptions.STRICT.allowPartial().convertToGrayscale(GrayscaleKernel.LUMA));
    assertThatThrownBy(() -> Job.defaults().with("gray-kernel", "sums"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"sums\" is not a valid value of \"gray-kernel\". Did you mean \"sum\"? Valid values: luma, sum.");
  }

  @Test
  void readsWhatItWrites() throws IOException {
    Job job =
        Job.defaults()
            .with("model", "vgg16")
            .with("data.group-by", "^(\\d{8})_")
            .with("lr-multipliers", List.of("freeze *"))
            .with("optimizer.learning-rate", 1e-4);
    Path file = Files.writeString(folder.resolve("run.yaml"), NetworkFormat.toYaml(job.toMap()));

    assertThat(Job.read(file).toMap()).isEqualTo(job.toMap());
  }

  @Test
  void readsTaskAndLossThatItWrites() throws IOException {
    Job job =
        Job.defaults()
            .with("model", "vgg16")
            .with("task", "multi-label")
            .with("loss", "huber=2")
            .with("label-smoothing", 0.1)
            .with("class-weights", "edema=2")
            .with("threshold", 0.3)
            .with("data.targets", "edema, nodule")
            .with("data.images", "photos")
            .with("standardize-targets", "off")
            .with("monitor", "exact_match");
    Path file = Files.writeString(folder.resolve("run.yaml"), NetworkFormat.toYaml(job.toMap()));

    Job read = Job.read(file);

    assertThat(read.toMap()).isEqualTo(job.toMap());
    assertThat(read.task()).hasValue(Task.MULTI_LABEL);
    assertThat(PerOutputSetting.LOSS.in(read)).isEqualTo(PerOutput.of(Loss.huber(2)));
    assertThat(PerOutputSetting.LABEL_SMOOTHING.in(read)).isEqualTo(PerOutput.of(0.1));
    assertThat(read.classWeights()).hasValue(ClassWeights.parse("edema=2.0"));
    assertThat(PerOutputSetting.THRESHOLD.in(read)).isEqualTo(PerOutput.of(Threshold.parse("0.3")));
    assertThat(read.targetColumns()).containsExactly("edema", "nodule");
    assertThat(read.images()).hasValue(Path.of("photos"));
    assertThat(read.standardizeTargets()).isEqualTo(StandardizationMode.OFF);
    assertThat(read.monitor()).isEqualTo(ValidationMetric.of(Metrics.EXACT_MATCH));
  }

  @Test
  void settingsOfTheTaskAreNotSetByDefault() {
    Job job = Job.defaults();

    assertThat(job.task()).isEmpty();
    assertThat(PerOutputSetting.LOSS.in(job)).isEqualTo(PerOutput.none());
    assertThat(PerOutputSetting.LABEL_SMOOTHING.in(job)).isEqualTo(PerOutput.of(0.0));
    assertThat(job.classWeights()).isEmpty();
    assertThat(PerOutputSetting.THRESHOLD.in(job)).isEqualTo(PerOutput.none());
    assertThat(job.targetColumns()).isEmpty();
    assertThat(job.images()).isEmpty();
    assertThat(job.standardizeTargets()).isEqualTo(StandardizationMode.AUTO);
  }

  @Test
  void aScheduleIsATextOrAMap() throws IOException {
    LearningRateSchedule expected = LearningRateSchedule.cosine().warmUp(2);
    Path map =
        Files.writeString(
            folder.resolve("job.yaml"), "schedule: {warm-up: 2, end: 0, kind: cosine}\n");
    Job job = Job.read(map);

    assertThat(job.schedule()).isEqualTo(expected);
    assertThat(job.toMap()).containsEntry("schedule", "cosine,end=0,warm-up=2");
    assertThat(Job.defaults().with("schedule", "cosine,warm-up=2").schedule()).isEqualTo(expected);
    assertThat(job.with("schedule.warm-up", 3).schedule()).isEqualTo(expected.warmUp(3));
    assertThat(Job.defaults().schedule()).isEqualTo(LearningRateSchedule.CONSTANT);
    assertThatThrownBy(() -> Job.defaults().with("schedule", "cosin"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "\"schedule\": \"cosin\" is not a learning-rate schedule. Did you mean \"cosine\"?");
    assertThatThrownBy(() -> job.with("schedule.every", 3))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("\"schedule\": the schedule cosine has no \"every\".");
  }

  /** An empty text, as in run.yaml, removes the setting. */
  @Test
  void settingWithChoicesAndWithoutDefaultCanBeEmpty() {
    Job job = Job.defaults().with("task", "binary").with("task", "");

    assertThat(job.task()).isEmpty();
    assertThat(Setting.TASK.choices())
        .containsExactly("classification", "binary", "multi-label", "regression");
    assertThatThrownBy(() -> Job.defaults().with("standardize", ""))
        .isInstanceOf(UsageException.class)
        .hasMessage("\"\" is not a valid value of \"standardize\". Valid values: auto, on, off.");
  }

  @Test
  void thresholdsAreAutomaticOrAProbability() {
    assertThat(Threshold.parse("auto").value()).isEmpty();
    assertThat(Threshold.parse("0.25").value()).hasValue(0.25);
    assertThat(TargetColumns.parse(" a , b,").names()).containsExactly("a", "b");
  }

  @Test
  void everyLossHasAText() {
    List<Loss> losses = LossText.IDS.stream().map(LossText::parse).toList();

    assertThat(losses).extracting(Loss::id).containsExactlyElementsOf(LossText.IDS);
    assertThat(losses)
        .extracting(loss -> (Class) loss.getClass())
        .containsExactlyInAnyOrder(Loss.class.getPermittedSubclasses());
    for (Loss loss : losses) {
      assertThat(LossText.parse(LossText.of(loss))).isEqualTo(loss);
    }
    assertThat(LossText.parse("huber")).isEqualTo(Loss.huber(1));
    assertThat(LossText.parse("huber=0.5")).isEqualTo(Loss.huber(0.5));
    assertThat(LossText.of(Loss.huber(0.5))).isEqualTo("huber=0.5");
  }

  @Test
  void unknownSettingInFileIsReportedWithPosition() throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), "optimizer:\n  rat: 0.1\n");

    assertThatThrownBy(() -> Job.read(file))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(file + ":2:8: \"optimizer.rat\" is not a setting of a job.");
  }

  @Test
  void readsJobOfRunYaml() throws IOException {
    Job job =
        Job.defaults()
            .with("model", "vgg16")
            .with("epochs", 3)
            .with("data.validation", 0.2)
            .with("lr-multipliers", List.of("freeze block1*", "block2*=0.1"));
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("command", "blockwright train --model vgg16");
    run.put("job", job.toMap());
    run.put("metadata", Map.of("java", "17"));
    run.put("notices", List.of("a: notice"));
    Path file = Files.writeString(folder.resolve("run.yaml"), NetworkFormat.toYaml(run));

    assertThat(Job.read(file).toMap()).isEqualTo(job.toMap());
  }

  @Test
  void invalidValueInRunYamlIsReportedWithPosition() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("run.yaml"), "command: x\njob:\n  model: vgg16\n  epochs: 2.5\n");

    assertThatThrownBy(() -> Job.read(file))
        .hasMessage(
            file + ":4:11: \"epochs\" must be a whole number from 1 to 2147483647, got 2.5.");
  }

  @ParameterizedTest
  @CsvSource({
    "epochs, 4294967297, 1 to 2147483647",
    "epochs, 0, 1 to 2147483647",
    "epochs, 1e3, 1 to 2147483647",
    "epochs, 3.0, 1 to 2147483647",
    "epochs, 010, 1 to 2147483647",
    "batch-size, 4294967328, 1 to 2147483647",
    "batch-size, -1, 1 to 2147483647",
    "patience, 2147483648, 0 to 2147483647",
    "head.width, 4294967296, 0 to 2147483647",
    "head.width, -1, 0 to 2147483647",
    "threads, 1025, 0 to 1024"
  })
  void rejectsIntegerOutOfRange(String name, String value, String range) {
    assertThatThrownBy(() -> Job.defaults().with(name, value))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "%s must be a whole number from %s, got %s."
                .formatted(
                    name.equals("head.width")
                        ? "\"head.width\" (--head-width)"
                        : "\"" + name + "\"",
                    range,
                    value));
  }

  @Test
  void rejectsNumberOutOfRange() {
    for (Object value : List.of(2.5, 4294967297.0, 1e300, Double.NaN, 4294967297L)) {
      assertThatThrownBy(() -> Job.defaults().with("epochs", value))
          .as(String.valueOf(value))
          .isInstanceOf(UsageException.class);
    }
    for (Object value : List.of("NaN", "Infinity", "1e999", -1, 0, "0x1p3")) {
      assertThatThrownBy(() -> Job.defaults().with("optimizer.learning-rate", value))
          .as(String.valueOf(value))
          .hasMessageStartingWith(
              "\"optimizer.learning-rate\" (--lr) must be a number greater than 0, got ");
    }
    assertThatThrownBy(() -> Job.defaults().with("optimizer.momentum", 1))
        .hasMessage(
            "\"optimizer.momentum\" (--momentum) must be a number from 0 to less than 1, got 1.");
    assertThatThrownBy(() -> Job.defaults().with("seed", "9223372036854775808"))
        .hasMessage(
            "\"seed\" must be a whole number from -9223372036854775808 to 9223372036854775807, got 9223372036854775808.");
  }

  @Test
  void acceptsQuotedIntegerAndIntegralDouble() throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), "epochs: \"32\"\nseed: -7\n");

    assertThat(Job.read(file).epochs()).hasValue(32);
    assertThat(Job.read(file).seed()).isEqualTo(-7);
    assertThat(Job.defaults().with("epochs", 3.0).epochs()).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({
    "lr, optimizer.learning-rate",
    "--lr, optimizer.learning-rate",
    "learning-rate, optimizer.learning-rate",
    "learning_rate, optimizer.learning-rate",
    "learningRate, optimizer.learning-rate",
    "optimizer.lr, optimizer.learning-rate",
    "optimizer.rate, optimizer.learning-rate",
    "optimizer, optimizer.kind",
    "freeze, lr-multipliers",
    "--lr-multiplier, lr-multipliers",
    "data, data.train",
    "test, data.test",
    "validation, data.validation",
    "batch, batch-size",
    "head, head.kind",
    "head-width, head.width",
    "epoch, epochs",
    "group, data.group-by",
    "partial, allow-partial-weights",
    "metric, monitor",
    "objective, loss",
    "criterion, loss",
    "smoothing, label-smoothing",
    "class_weight, class-weights",
    "label_smoothing, label-smoothing",
    "thresholds, threshold",
    "target, data.targets",
    "targets, data.targets",
    "columns, data.targets",
    "labels, data.targets",
    "images, data.images",
    "executor, engine",
    "backend, engine"
  })
  void suggestsSettingForAlias(String name, String key) {
    assertThatThrownBy(() -> Job.defaults().with(name, "x"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(
            "\"%s\" is not a setting of a job. Did you mean %s? Settings: "
                .formatted(name, Setting.of(key).orElseThrow().displayName()));
  }

  @Test
  void ignoresBlanksAroundMultiplierRules() {
    Job job =
        Job.defaults()
            .with("lr-multipliers", List.of(" block1* = 0.1 ", " freeze  block* ", "freeze x "));

    assertThat(job.learningRateMultipliers())
        .isEqualTo(
            LearningRateMultipliers.uniform()
                .multiplier("block1*", 0.1)
                .freeze("block*")
                .freeze("x"));
  }

  @Test
  void rejectsSecondYamlDocument() throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), "model: vgg16\n---\nepochs: 3\n");

    assertThatThrownBy(() -> Job.read(file))
        .hasMessage(
            file
                + ":2:1: expected one YAML document, but a second one starts here. Merge them into one.");
  }
}
