package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.globalAverage;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Loss;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
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
    double scale = TargetScaling.of(TinyImages.train(data)).scale();

    assertSame(
        train(
            network, Trainer.with(Optimizer.sgd(0.01)).standardizeTargets(StandardizationMode.ON)),
        train(
            network,
            Trainer.with(Optimizer.sgd(0.01 * scale)).standardizeTargets(StandardizationMode.OFF)));
  }
}
