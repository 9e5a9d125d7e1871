package org.blockwright.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockwright.base.DescriptionException;
import org.blockwright.base.UsageException;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Output;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.format.NetworkFormat;
import org.blockwright.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loss, label smoothing, class weights and thresholds of a job for each of several outputs. */
class OutputOptionsTest {
  private static final Network SCAN =
      Heads.globalAverage()
          .outputs(
              HeadOutput.of("view", Task.CLASSIFICATION, "front", "side"),
              HeadOutput.of("finding", Task.MULTI_LABEL, "edema", "nodule"),
              HeadOutput.of("sick", Task.BINARY, "no", "yes"),
              HeadOutput.of("age", Task.REGRESSION, "age [years]"),
              HeadOutput.of("dose", Task.REGRESSION, "dose [mSv]").loss(Loss.huber(3)))
          .applyTo(Network.named("scan").input(8, 8, 1).block("body", conv(2, 3).relu()));

  @TempDir Path folder;

  private static Output output(Job job, String name) {
    return OutputOptions.apply(job, SCAN).outputs().stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The weight of a class with the name of a rule. */
  @Test
  void rejectsAWeightThatCouldBeARule() {
    Network network =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("drug", Task.CLASSIFICATION, "effective", "balanced"),
                HeadOutput.of("sick", Task.BINARY, "no", "yes"))
            .applyTo(Network.named("n").input(8, 8, 1).block("body", conv(2, 3).relu()));

    assertThatThrownBy(() -> OutputOptions.apply(with("class-weights", "effective=0.5"), network))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"class-weights\" is \"effective=0.5\", but there is a class \"effective\": it could be the weight of that class, or weights by the effective number of samples. Write drug/effective=0.5 for the class, or effective alone for these weights with a BETA of 0.999.");
    Output weighted =
        OutputOptions.apply(with("class-weights", "drug/effective=0.5"), network).outputs().get(0);
    assertThat(((Loss.CategoricalCrossEntropy) weighted.loss()).unitWeights())
        .containsExactly(0.5, 1.0);
    assertThat(OutputOptions.apply(with("class-weights", "effective"), network)).isEqualTo(network);
    assertThat(OutputOptions.apply(with("class-weights", "balanced"), network)).isEqualTo(network);
    Output second =
        OutputOptions.apply(with("class-weights", "balanced=2"), network).outputs().get(0);
    assertThat(((Loss.CategoricalCrossEntropy) second.loss()).unitWeights())
        .containsExactly(1.0, 2.0);
  }

  private static Job with(String key, Object value) {
    return Job.defaults().with(key, value);
  }

  private static void assertFails(Job job, String message) {
    assertThatThrownBy(() -> OutputOptions.apply(job, SCAN))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @Test
  void valuesOfOneOutputLeaveTheOthers() {
    Network changed =
        OutputOptions.apply(
            with("loss", "age=huber=2")
                .with("label-smoothing", "view=0.1")
                .with("threshold", "finding=0.3")
                .with("class-weights", "finding/edema=4"),
            SCAN);

    assertThat(changed)
        .isEqualTo(
            SCAN.output("age", o -> o.loss(Loss.huber(2)))
                .output("view", o -> o.loss(Loss.categoricalCrossEntropy().labelSmoothing(0.1)))
                .output(
                    "finding",
                    o ->
                        o.loss(Loss.binaryCrossEntropy().labelWeights(List.of(4.0, 1.0)))
                            .thresholds(List.of(0.3, 0.3))));
    assertThat(OutputOptions.apply(Job.defaults(), SCAN)).isEqualTo(SCAN);
  }

  @Test
  void aValueWithoutAnOutputIsThatOfAllThatItFits() {
    Job job =
        with("loss", "mean_absolute_error").with("label-smoothing", 0.2).with("threshold", 0.4);

    assertThat(output(job, "age").loss()).isEqualTo(Loss.meanAbsoluteError());
    assertThat(output(job, "dose").loss()).isEqualTo(Loss.meanAbsoluteError());
    assertThat(output(job, "view").loss())
        .isEqualTo(Loss.categoricalCrossEntropy().labelSmoothing(0.2));
    assertThat(output(job, "finding").loss())
        .isEqualTo(Loss.binaryCrossEntropy().labelSmoothing(0.2));
    assertThat(output(job, "finding").thresholds()).containsExactly(0.4, 0.4);
    assertThat(output(job, "sick").thresholds()).containsExactly(0.4);
    assertThat(output(job, "view").thresholds()).isEmpty();
  }

  @Test
  void theValueOfAnOutputHasPrecedence() {
    Job job =
        with("loss", "huber=2, age=mean_squared_error")
            .with("label-smoothing", "view=0,0.2")
            .with("threshold", "auto,sick=0.9");

    assertThat(output(job, "age").loss()).isEqualTo(Loss.meanSquaredError());
    assertThat(output(job, "dose").loss()).isEqualTo(Loss.huber(2));
    assertThat(output(job, "view").loss()).isEqualTo(Loss.categoricalCrossEntropy());
    assertThat(output(job, "finding").loss())
        .isEqualTo(Loss.binaryCrossEntropy().labelSmoothing(0.2));
    assertThat(PerOutputSetting.THRESHOLD.resolve(job, SCAN))
        .containsExactly(
            Map.entry("finding", Threshold.parse("auto")),
            Map.entry("sick", Threshold.parse("0.9")));
  }

  /** The same class may occur in several outputs. */
  @Test
  void weightsApplyToEachOutputWithTheirClass() {
    Network twice =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("left", Task.CLASSIFICATION, "good", "bad"),
                HeadOutput.of("right", Task.CLASSIFICATION, "bad", "good"))
            .applyTo(Network.named("eyes").input(8, 8, 1).block("body", conv(2, 3).relu()));

    Network changed =
        OutputOptions.apply(with("class-weights", "bad=3,right/bad=5,right/good=0.5"), twice);

    assertThat(changed.outputs())
        .extracting(Output::loss)
        .containsExactly(
            Loss.categoricalCrossEntropy().classWeights(List.of(1.0, 3.0)),
            Loss.categoricalCrossEntropy().classWeights(List.of(5.0, 0.5)));
  }

  @Test
  void classesOfASingleSigmoidHaveWeights() {
    assertThat(output(with("class-weights", "yes=2,finding/edema=4"), "sick").loss())
        .isEqualTo(Loss.binaryCrossEntropy().classWeights(1, 2));
    assertThat(output(with("class-weights", "sick/no=0.5,yes=2"), "sick").loss())
        .isEqualTo(Loss.binaryCrossEntropy().labelWeights(List.of(2.0), List.of(0.5)));
    assertThat(
            output(with("class-weights", "yes=2").with("label-smoothing", "sick=0.1"), "sick")
                .loss())
        .isEqualTo(Loss.binaryCrossEntropy().labelSmoothing(0.1).classWeights(1, 2));
  }

  @Test
  void keysOfOneOutputAddToTheSetting() {
    Job job =
        with("threshold", "auto")
            .with("threshold.finding", 0.25)
            .with("threshold.sick", "auto")
            .with("threshold.finding", 0.75)
            .with("label-smoothing.view", 0.1)
            .with("loss.age", "huber=2")
            .with("class-weights.edema", 2)
            .with("class-weights.view/side", 0.5);

    assertThat(job.text(Setting.THRESHOLD)).isEqualTo("auto,finding=0.75,sick=auto");
    assertThat(job.text(Setting.LABEL_SMOOTHING)).isEqualTo("view=0.1");
    assertThat(job.text(Setting.LOSS)).isEqualTo("age=huber=2.0");
    assertThat(job.text(Setting.CLASS_WEIGHTS)).isEqualTo("edema=2.0,view/side=0.5");
    assertThat(output(job, "finding").thresholds()).containsExactly(0.75, 0.75);
    assertThat(output(job, "age").loss()).isEqualTo(Loss.huber(2));
    // Another value of the setting replaces those of all outputs.
    assertThat(job.with("threshold", 0.5).text(Setting.THRESHOLD)).isEqualTo("0.5");
  }

  @Test
  void filesJavaAndOptionsSetTheSame() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("job.yaml"),
            """
            model: mobilenet
            data: {train: scans.csv}
            loss: {age: huber=2, dose: mean_squared_error}
            label-smoothing: {view: 0.1}
            class-weights: {edema: 4, view/side: 0.5}
            threshold: {finding: auto, sick: 0.25}
            """);
    TrainingJob expected =
        TrainingJob.of(
            with("model", "mobilenet")
                .with("data.train", "scans.csv")
                .with("loss", "age=huber=2.0,dose=mean_squared_error")
                .with("label-smoothing", "view=0.1")
                .with("class-weights", "edema=4.0,view/side=0.5")
                .with("threshold", "finding=auto,sick=0.25"));

    TrainingJob inFile = TrainingJob.of(Job.read(file));
    TrainingJob inJava =
        TrainingJob.builder()
            .network(Zoo.MOBILENET)
            .train(Path.of("scans.csv"))
            .loss("age", Loss.huber(2))
            .loss("dose", Loss.meanSquaredError())
            .labelSmoothing("view", 0.1)
            .classWeights(Map.of("edema", 4.0))
            .classWeights("view", Map.of("side", 0.5))
            .chooseThresholds("finding")
            .threshold("sick", 0.25)
            .build();

    assertThat(inFile).isEqualTo(expected);
    assertThat(inJava).isEqualTo(expected);
    Path run =
        Files.writeString(
            folder.resolve("run.yaml"),
            NetworkFormat.toYaml(ImmutableMap.copyOf(JobFile.entries(inJava.settings()))));
    Job again = Job.read(run);
    assertThat(run).content().doesNotContain("only-in-java");
    assertThat(OutputOptions.apply(again, SCAN))
        .isEqualTo(OutputOptions.apply(inJava.settings(), SCAN));
  }

  @Test
  void namesUnknownOutputs() {
    assertFails(
        with("loss", "ages=huber"),
        "\"loss\" names an output \"ages\", which scan does not have. Did you mean \"age\"? Outputs: view, finding, sick, age, dose.");
    assertFails(
        with("threshold.findings", "auto"),
        "\"threshold\" names an output \"findings\", which scan does not have. Did you mean \"finding\"? Outputs: view, finding, sick, age, dose.");
    assertFails(
        with("class-weights", "finding/edma=2"),
        "class-weights (--class-weights) has a weight of \"finding/edma\", which is not a class or label. Did you mean \"finding/edema\"? Known: view/front, view/side, finding/edema, finding/nodule, sick/no, sick/yes.");
  }

  @Test
  void namesValuesThatDoNotFitTheTask() {
    assertFails(
        with("loss", "finding=huber"),
        "loss (--loss) of output \"finding\" is huber, but the task is multi-label, which needs binary_crossentropy. Change the loss, or the task.");
    assertThatThrownBy(
            () -> OutputOptions.apply(with("loss", "age=categorical_crossentropy"), SCAN))
        .isInstanceOf(DescriptionException.class)
        .hasMessageContainingAll("categorical_crossentropy", "\"age\"");
    assertFails(
        with("label-smoothing", "age=0.1"),
        "label-smoothing (--label-smoothing) of output \"age\" is set, but the loss is mean_squared_error: only cross-entropies have it. Remove it.");
    assertFails(
        with("threshold", "view=auto"),
        "threshold (--threshold) of output \"view\" is set, but the task is classification: only binary and multi-label have thresholds. Remove it.");
    assertFails(
        with("class-weights", "front=2").with("loss", "view=mean_squared_error"),
        "class-weights (--class-weights) of output \"view\" is set, but the loss is mean_squared_error: only cross-entropies have weights of classes. Remove it, or change the loss.");
  }

  @Test
  void namesValuesThatFitNoOutput() {
    Network numbers =
        Heads.globalAverage()
            .outputs(
                HeadOutput.of("age", Task.REGRESSION, "age [years]"),
                HeadOutput.of("kind", Task.CLASSIFICATION, "a", "b").loss(Loss.meanSquaredError()))
            .applyTo(Network.named("scan").input(8, 8, 1).block("body", conv(2, 3).relu()));
    for (String[] setting :
        new String[][] {
          {"loss", "binary_crossentropy"},
          {"label-smoothing", "0.1"},
          {"threshold", "auto"},
          {"class-weights", "balanced"}
        }) {
      assertThatThrownBy(() -> OutputOptions.apply(with(setting[0], setting[1]), numbers))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "\"%s\" is %s, which fits no output of scan: age (regression, mean_squared_error), kind (classification, mean_squared_error). Change it, or remove it.",
              setting[0], setting[1]);
    }
  }

  @Test
  void namesValuesThatCannotBeParsed() {
    for (String text : List.of("age=huber,age=huber=2", "huber,mean_squared_error")) {
      assertThatThrownBy(() -> with("loss", text))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "\"loss\" has two values for one output, or two without an output: \"%s\". Remove one of them.",
              text);
    }
    assertThatThrownBy(() -> with("loss", "age=hubr"))
        .hasMessageStartingWith(
            "\"hubr\" is not a valid value of \"loss\". Did you mean \"huber\"?");
    assertThatThrownBy(() -> with("label-smoothing", "view=1"))
        .hasMessage("\"label-smoothing\" must be a number from 0 to less than 1, got 1.");
    assertThatThrownBy(() -> with("class-weights.cat", "many"))
        .hasMessage(
            "\"class-weights\" must be balanced, effective, effective=BETA, or NAME=X for each class or label, each with a number of at least 0, for instance covid-19=4,normal=1, got \"cat=many\".");
    assertThatThrownBy(() -> with("epochs.age", 3))
        .hasMessageStartingWith("\"epochs.age\" is not a setting of a job.");
  }

  /** Label smoothing in a description stays, unless a value for its output is set. */
  @Test
  void theDefaultChangesNoDescription() {
    Network smoothed =
        SCAN.output("view", o -> o.loss(Loss.categoricalCrossEntropy().labelSmoothing(0.3)));

    assertThat(OutputOptions.apply(with("label-smoothing", 0), smoothed)).isEqualTo(smoothed);
    assertThat(
            OutputOptions.apply(
                with("label-smoothing", 0).with("label-smoothing.finding", 0.1), smoothed))
        .isEqualTo(
            smoothed.output("finding", o -> o.loss(Loss.binaryCrossEntropy().labelSmoothing(0.1))));
    assertThat(OutputOptions.apply(with("label-smoothing.view", 0), smoothed).outputs())
        .isEqualTo(SCAN.outputs());
  }

  @Test
  void theNameOfASingleOutputIsAccepted() {
    Network one = Network.named("one").input(8, 8, 1).head(globalAverage(), dense(1)).labels("age");
    String name = one.output().orElseThrow().name();

    assertThat(OutputOptions.apply(with("loss." + name, "huber"), one))
        .isEqualTo(one.loss(Loss.huber(1)));
  }
}
