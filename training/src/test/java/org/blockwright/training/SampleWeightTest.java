package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.training.TinyTraining.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The weight of a sample multiplies its loss, whether its features are cached or not. */
class SampleWeightTest {
  private static final int IMAGES_PER_CLASS = 20;

  @TempDir Path folder;

  private static Dataset weighted(Dataset data, ToDoubleFunction<Sample> weight) {
    ImmutableList<Sample> samples =
        data.samples().stream()
            .map(
                s ->
                    new Sample(
                        s.image(),
                        s.key(),
                        s.targets(),
                        s.group(),
                        s.sha256(),
                        weight.applyAsDouble(s)))
            .collect(ImmutableList.toImmutableList());
    return new Dataset(data.root(), data.targets(), samples, data.skipped(), data.warnings());
  }

  private static Trainer sgd(double learningRate, boolean frozen) {
    Trainer trainer =
        Trainer.with(Optimizer.sgd(learningRate))
            .batchSize(8)
            .threads(2)
            .epochs(3)
            .standardize(StandardizationMode.OFF)
            .weightDecay(0);
    return frozen
        ? trainer.learningRateMultipliers(
            LearningRateMultipliers.uniform().freeze("a*").freeze("b*"))
        : trainer;
  }

  /** Factors of two are exact, so that every weight of the network is the same bit for bit. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twiceTheWeightIsTwiceTheLearningRateOfGradientDescent(boolean frozen) {
    Dataset data = TinyImages.write(folder, IMAGES_PER_CLASS);

    Result weighted = TinyTraining.train(sgd(0.125, frozen), weighted(data, s -> 2));
    Result fast = TinyTraining.train(sgd(0.25, frozen), data);

    assertThat(weighted.weights().keySet()).isEqualTo(fast.weights().keySet());
    fast.weights()
        .forEach((key, values) -> assertThat(weighted.weights().get(key)).isEqualTo(values));
    for (int i = 0; i < 3; i++) {
      History.Epoch epoch = weighted.training().history().epochs().get(i);
      History.Epoch expected = fast.training().history().epochs().get(i);
      assertThat(epoch.trainLoss()).isCloseTo(2 * expected.trainLoss(), within(1e-6));
      assertThat(epoch.validationLoss()).isEqualTo(expected.validationLoss());
    }
  }

  @Test
  void samplesOfWeightZeroTeachNothing() {
    Dataset data = TinyImages.write(folder, IMAGES_PER_CLASS);
    Result result =
        TinyTraining.train(
            sgd(0.25, true).learningRateMultipliers(LearningRateMultipliers.uniform()),
            weighted(data, s -> s.label() == 0 ? 1 : 0));
    // Only the first class has an influence, so that it is predicted for all images.
    assertThat(result.training().history().last().flatMap(SampleWeightTest::balanced))
        .hasValue(0.5);
  }

  private static Optional<Double> balanced(History.Epoch epoch) {
    return Optional.ofNullable(epoch.validation().get("balanced_accuracy"));
  }
}
