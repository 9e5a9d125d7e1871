package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.Target;
import org.blockwright.data.Targets;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.dsl.Task;
import org.blockwright.dsl.edit.HeadOutput;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gradient descent on standardized targets takes the same steps of the output layer as on the
 * targets themselves if the loss is quadratic; so every number must be the same.
 */
class TargetScalingTest {
  private static final int IMAGES = 40;

  private static final Network SEVERAL =
      Heads.globalAverage()
          .outputs(
              HeadOutput.of("side", Task.CLASSIFICATION, "left", "right").weight(2),
              HeadOutput.of("a", Task.REGRESSION, "a").weight(0.5),
              HeadOutput.of("b", Task.REGRESSION, "b").loss(Loss.meanAbsoluteError()))
          .applyTo(Network.named("several").input(8, 8, 3).block("body", conv(4, 3).relu()));

  @TempDir Path folder;
  private Dataset data;

  @BeforeEach
  void createImages() {
    List<ImageSource> images =
        TinyImages.write(folder, IMAGES / 2).samples().stream().map(Sample::image).toList();
    // Two targets with different means and spreads.
    data =
        Dataset.regression(
            images,
            List.of("a", "b"),
            IntStream.range(0, IMAGES)
                .mapToObj(i -> new float[] {100 + 8f * (i % 7), -20 + (i < IMAGES / 2 ? 5 : 0)})
                .toList());
  }

  private static Network network(Loss loss, double weight) {
    return Network.named("numbers")
        .input(8, 8, 3)
        .block("a", conv(4, 3).relu())
        .head(globalAverage(), dense(2).named("out"))
        .labels("a", "b")
        .loss(loss)
        .onlyOutput(output -> output.weight(weight));
  }

  private static final class Run {
    TrainingResult result;
    Map<String, float[]> weights;
  }

  private Run train(Network network, Trainer trainer) {
    Run run = new Run();
    try (Model model = Model.create(network, 3)) {
      // A layer that is not newly initialized, so that both start with the same function.
      model.setWeights("out", "kernel", model.getWeights("out", "kernel"), List.of(4, 2));
      model.setWeights("out", "bias", new float[] {90, -10}, List.of(2));
      run.result =
          trainer
              .batchSize(8)
              .epochs(6)
              // Layers before the output would take steps of another size.
              .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("a*"))
              .train(model, TinyImages.train(data), Optional.of(TinyImages.validation(data)));
      run.weights = TinyTraining.weights(model);
    }
    return run;
  }

  private static void assertSame(Run scaled, Run plain) {
    assertThat(scaled.result.bestEpoch()).isEqualTo(plain.result.bestEpoch());
    for (int i = 0; i < plain.result.history().epochs().size(); i++) {
      History.Epoch expected = plain.result.history().epochs().get(i);
      History.Epoch epoch = scaled.result.history().epochs().get(i);
      double tolerance = 1e-3 * expected.trainLoss();
      assertThat(epoch.trainLoss()).isCloseTo(expected.trainLoss(), within(tolerance));
      expected
          .validation()
          .forEach(
              (key, value) ->
                  assertThat(epoch.validation().get(key))
                      .as(key)
                      .isCloseTo(value, within(1e-3 * Math.max(1, Math.abs(value)))));
    }
    plain.weights.forEach(
        (key, values) -> {
          for (int i = 0; i < values.length; i++) {
            assertThat(scaled.weights.get(key)[i])
                .as(key)
                .isCloseTo(values[i], within(2e-3f * Math.max(1, Math.abs(values[i]))));
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"mse, 1, off", "mse, 0.5, on", "huber, 0.25, off", "huber, 1, on"})
  void stepsAndReportedNumbersAreThoseOfTheTargets(String loss, double weight, String standardize) {
    Network network = network(loss.equals("mse") ? Loss.meanSquaredError() : Loss.huber(3), weight);
    Trainer trainer =
        Trainer.with(Optimizer.sgd(0.05))
            .weightDecay(0)
            .standardize(StandardizationMode.of(standardize).orElseThrow());

    assertSame(
        train(network, trainer.standardizeTargets(StandardizationMode.ON)),
        train(network, trainer.standardizeTargets(StandardizationMode.OFF)));
  }

  /** A new output layer, whose values have to move from about 0 to a million. */
  @Test
  void largeMeansAndConstantTargetsAreTrained() {
    Dataset large =
        Dataset.regression(
            data.samples().stream().map(Sample::image).toList(),
            List.of("a", "b"),
            data.samples().stream()
                .map(sample -> new float[] {1e6f + sample.target().value(1), 7})
                .toList());
    Network network = network(Loss.meanSquaredError(), 1);
    try (Model model = Model.create(network, 3)) {
      TrainingResult result =
          Trainer.with(Optimizer.adam(0.02))
              .batchSize(8)
              .epochs(60)
              .train(model, TinyImages.train(large), Optional.of(TinyImages.validation(large)));
      // Floats of this size are multiples of 1 / 16; the standard deviation is 2.5.
      assertThat(result.validation().orElseThrow().value("mae").orElseThrow()).isLessThan(2.5);
      assertThat(result.validation().orElseThrow().value("r2").orElseThrow()).isPositive();
      assertThat(model.getWeights("out", "bias")[1]).isCloseTo(7, within(1f));
    }
  }

  /** The gradient of the absolute error does not depend on the scale, so that steps are larger. */
  @Test
  void stepsOfTheAbsoluteErrorAreMultipliedByTheScale() {
    Network network = network(Loss.meanAbsoluteError(), 1);
    double scale = TargetScaling.of(TinyImages.train(data), 0).scale();

    assertSame(
        train(
            network, Trainer.with(Optimizer.sgd(0.01)).standardizeTargets(StandardizationMode.ON)),
        train(
            network,
            Trainer.with(Optimizer.sgd(0.01 * scale)).standardizeTargets(StandardizationMode.OFF)));
  }

  private Dataset severalOutputs() {
    Dataset numbers = data;
    return new Dataset(
        numbers.root(),
        ImmutableList.of(
            new Targets("side", Task.CLASSIFICATION, ImmutableList.of("left", "right")),
            new Targets("a", Task.REGRESSION, ImmutableList.of("a")),
            new Targets("b", Task.REGRESSION, ImmutableList.of("b"))),
        numbers.samples().stream()
            .map(
                sample ->
                    sample.withTargets(
                        List.of(
                            Target.ofClass(sample.target().value(1) < -17 ? 1 : 0),
                            Target.of(sample.target().value(0)),
                            Target.of(sample.target().value(1)))))
            .collect(ImmutableList.toImmutableList()),
        numbers.skipped(),
        numbers.warnings());
  }

  private Run trainSeveral(StandardizationMode mode, LearningRateMultipliers multipliers) {
    Dataset several = severalOutputs();
    Run run = new Run();
    try (Model model = Model.create(SEVERAL, 3)) {
      for (String output : List.of("a", "b")) {
        model.setWeights(output, "kernel", model.getWeights(output, "kernel"), List.of(4, 1));
        float bias = output.equals("a") ? 90 : -10;
        model.setWeights(output, "bias", new float[] {bias}, List.of(1));
      }
      run.result =
          Trainer.with(Optimizer.sgd(0.02))
              .weightDecay(0)
              .standardizeTargets(mode)
              .batchSize(8)
              .epochs(6)
              .learningRateMultipliers(multipliers.freeze("body*"))
              .train(model, TinyImages.train(several), Optional.of(TinyImages.validation(several)));
      run.weights = TinyTraining.weights(model);
    }
    return run;
  }

  /**
   * With u = W / scale and the weighted sum of the losses divided by a constant, a step of W is the
   * step on the targets themselves times scale squared, divided by that constant. So is every
   * number reported.
   */
  @Test
  void severalOutputsMinimizeTheWeightedSumOfTheirLosses() {
    Dataset train = TinyImages.train(severalOutputs());
    double a = TargetScaling.of(train, 1).scale();
    double b = TargetScaling.of(train, 2).scale();
    // Factors of a mean squared and of a mean absolute error, with the weights of the outputs.
    double factor = (2 + 0.5 * a * a + b) / (2 + 0.5 + 1);
    LearningRateMultipliers uniform = LearningRateMultipliers.uniform();

    assertSame(
        trainSeveral(StandardizationMode.ON, uniform),
        trainSeveral(
            StandardizationMode.OFF,
            uniform
                .multiplier("side", 1 / factor)
                .multiplier("a", a * a / factor)
                .multiplier("b", b * b / factor)));
  }

  /** New output layers, whose values would have to move by more than a hundred. */
  @Test
  void regressionsAmongSeveralOutputsAreStandardizedByDefault() {
    Dataset several = severalOutputs();
    try (Model model = Model.create(SEVERAL, 3)) {
      TrainingSetup setup =
          Trainer.with(Optimizer.adam(0.02)).batchSize(8).epochs(30).prepare(model);
      assertThat(setup.resolvedSettings().standardizeTargets()).isEqualTo(StandardizationMode.ON);

      TrainingResult result =
          setup.train(TinyImages.train(several), Optional.of(TinyImages.validation(several)));

      Measurements numbers = result.validationOutputs().get("a");
      assertThat(numbers.value(Metrics.RMSE).orElseThrow()).isLessThan(20);
      assertThat(model.getWeights("a", "bias")[0]).isBetween(80f, 160f);
    }
  }
}
