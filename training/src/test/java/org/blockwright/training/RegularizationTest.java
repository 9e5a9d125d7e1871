package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.training.TinyTraining.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accumulation, averages, clipping and penalties in a training; their numbers in the engine. */
class RegularizationTest {
  @TempDir static Path folder;
  private static Dataset images;

  @BeforeAll
  static void writeImages() {
    images = TinyImages.write(folder, 12);
  }

  /** Without batch norm and dropout in the trained part, the batch size changes nothing else. */
  private static Trainer trainer() {
    return Trainer.with(Optimizer.sgd(0.05))
        .learningRateMultipliers(
            LearningRateMultipliers.uniform().freeze("a").freeze("b").freeze("fc"))
        .standardize(StandardizationMode.OFF)
        .threads(1)
        .patience(0)
        .epochs(2);
  }

  private static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected) {
    expected.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length; i++) {
            assertThat(actual.get(name)[i]).as(name).isCloseTo(values[i], within(1e-6f));
          }
        });
  }

  /** 18 images: 5 + 5 + 5 + 3 are two groups of 15 and 3 images. */
  @Test
  void accumulatedBatchesAreOneLargeBatchAndTheRestOfAnEpochCounts() {
    Result small =
        TinyTraining.train(withoutDropout().batchSize(5).accumulate(3), images, NETWORK, 1);
    Result large = TinyTraining.train(withoutDropout().batchSize(15), images, NETWORK, 1);

    assertThat(small.training().history().epochs().get(1).learningRate()).isEqualTo(0.05);
    assertClose(small.weights(), large.weights());
  }

  private static final org.blockwright.dsl.Network NETWORK =
      org.blockwright.dsl.Network.named("plain")
          .input(8, 8, 3)
          .block("a", org.blockwright.dsl.Layers.conv(4, 3))
          .head(
              org.blockwright.dsl.Layers.flatten(),
              org.blockwright.dsl.Layers.dense(2),
              org.blockwright.dsl.Layers.softmax())
          .labels("left", "right");

  private static Trainer withoutDropout() {
    return Trainer.with(Optimizer.sgd(0.05)).threads(1).patience(0).epochs(2);
  }

  @Test
  void theModelHasTheAveragedWeights() {
    Trainer one = withoutDropout().batchSize(9).epochs(1);
    Result first = TinyTraining.train(one.batchSize(18), images, NETWORK, 1);
    Result trained = TinyTraining.train(one, images, NETWORK, 1);
    Result averaged = TinyTraining.train(one.ema(0.25), images, NETWORK, 1);

    // Two updates: average = 0.25 * first + 0.75 * second; a momentum of nearly 0 is the second.
    Result second = TinyTraining.train(one.ema(1e-12), images, NETWORK, 1);
    assertClose(second.weights(), trained.weights());
    float[] kernel = averaged.weights().get("dense/kernel");
    float[] last = trained.weights().get("dense/kernel");
    assertThat(kernel).isNotEqualTo(last).isNotEqualTo(first.weights().get("dense/kernel"));
    assertThat(averaged.training().history().epochs().get(0).trainLoss())
        .isEqualTo(trained.training().history().epochs().get(0).trainLoss());
    assertThat(averaged.training().history().epochs().get(0).validationLoss())
        .isNotEqualTo(trained.training().history().epochs().get(0).validationLoss());
  }

  @Test
  void aTinyClippingStopsNearlyAllMovement() {
    Result clipped = TinyTraining.train(withoutDropout().clipNorm(1e-9), images, NETWORK, 1);
    Result byValue = TinyTraining.train(withoutDropout().clipValue(1e-9), images, NETWORK, 1);

    assertClose(clipped.weights(), byValue.weights());
    assertThat(clipped.training().history().epochs().get(1).trainLoss())
        .isCloseTo(clipped.training().history().epochs().get(0).trainLoss(), within(1e-6));
  }

  @Test
  void anL1PenaltyIsPartOfTheTrainingLossOnly() {
    Result plain = TinyTraining.train(withoutDropout().epochs(1).batchSize(18), images, NETWORK, 1);
    Result penalized =
        TinyTraining.train(withoutDropout().epochs(1).batchSize(18).l1(0.01), images, NETWORK, 1);

    assertThat(penalized.training().history().epochs().get(0).trainLoss())
        .isGreaterThan(plain.training().history().epochs().get(0).trainLoss());
  }

  @Test
  void rejectsInvalidNumbers() {
    assertFails(() -> trainer().l1(-1), "the l1 must be a finite number of at least 0, got -1.0.");
    assertFails(
        () -> trainer().clipNorm(Double.NaN),
        "the clip-norm must be a finite number of at least 0, got NaN.");
    assertFails(
        () -> trainer().clipValue(-1),
        "the clip-value must be a finite number of at least 0, got -1.0.");
    assertFails(
        () -> trainer().clipNorm(1).clipValue(2),
        "Gradients are clipped by their norm (1.0) or by value (2.0), not by both. Set one of them to 0.");
    assertFails(
        () -> trainer().ema(1),
        "the momentum of the moving average must be a number from 0 to less than 1, got 1.0.");
    assertFails(() -> trainer().accumulate(0), "accumulate must be at least 1, got 0.");
  }

  private static void assertFails(Runnable setting, String message) {
    assertThatThrownBy(setting::run).isInstanceOf(UsageException.class).hasMessage(message);
  }
}
