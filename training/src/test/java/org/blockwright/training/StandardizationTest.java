package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.PREPROCESSOR;
import static org.blockwright.training.TinyTraining.trainer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.data.Dataset;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.inference.Evaluator;
import org.blockwright.model.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training of the dense layer after a frozen backbone on standardized features. */
class StandardizationTest {
  private static final LearningRateMultipliers FROZEN =
      LearningRateMultipliers.uniform().freeze("a").freeze("b");

  @TempDir Path folder;
  private Dataset all;

  @BeforeEach
  void writeImages() {
    all = TinyImages.write(folder, 20);
  }

  /** Returns a model whose features are scaled by a factor, through gamma and relu. */
  private static Model scaled(float factor) {
    Model model = Model.create(NETWORK, 1);
    float[] gamma = new float[6];
    Arrays.fill(gamma, factor);
    model.setWeights("b_bn", "gamma", gamma, List.of(6));
    return model;
  }

  private TrainingResult train(Model model, Trainer trainer) {
    return trainer
        .learningRateMultipliers(FROZEN)
        .train(model, TinyImages.train(all), Optional.of(TinyImages.validation(all)));
  }

  private static double loss(TrainingResult result, int epoch) {
    return result.history().epochs().get(epoch - 1).validationLoss().orElseThrow();
  }

  @Test
  void scaleOfFeaturesDoesNotMatter() {
    try (Model small = scaled(1);
        Model large = scaled(1000)) {
      TrainingResult one = train(small, trainer());
      TrainingResult other = train(large, trainer());

      for (int epoch = 1; epoch <= one.history().epochs().size(); epoch++) {
        assertThat(loss(other, epoch)).isCloseTo(loss(one, epoch), within(1e-3));
      }
    }
  }

  @Test
  void trainedModelHasTheLossOfItsBestEpoch() {
    try (Model model = scaled(100)) {
      TrainingResult result = train(model, trainer());

      double loss =
          Evaluator.of(model)
              .preprocessor(PREPROCESSOR)
              .batchSize(8)
              .evaluate(TinyImages.validation(all))
              .measurements()
              .loss()
              .orElseThrow();
      assertThat(loss).isCloseTo(loss(result, result.bestEpoch()), within(1e-4));
    }
  }

  /** The learning rate is too small for any change, so that only unfold and fold have an effect. */
  @Test
  void standardizationKeepsTheFunctionOfLoadedWeights() {
    try (Model model = scaled(10)) {
      model.setWeights("fc", "kernel", model.getWeights("fc", "kernel"), List.of(96, 8));
      model.setWeights("fc", "bias", new float[] {1, 2, 3, 4, 5, 6, 7, 8}, List.of(8));
      Map<String, float[]> before = TinyTraining.weights(model);

      train(
          model,
          Trainer.with(Optimizer.sgd(1e-30))
              .batchSize(8)
              .epochs(1)
              .standardize(StandardizationMode.ON));

      Map<String, float[]> after = TinyTraining.weights(model);
      assertThat(after.get("fc/kernel")).containsExactly(before.get("fc/kernel"), within(1e-6f));
      assertThat(after.get("fc/bias")).containsExactly(before.get("fc/bias"), within(1e-4f));
    }
  }

  /** Statistics are computed without augmentation, so that only the training loss differs. */
  @Test
  void statisticsAreThoseOfUnaugmentedImages() {
    try (Model plain = scaled(1);
        Model augmented = scaled(1)) {
      Trainer on =
          Trainer.with(Optimizer.sgd(1e-30))
              .batchSize(8)
              .epochs(1)
              .weightDecay(0)
              .standardize(StandardizationMode.ON);
      TrainingResult one = train(plain, on);
      TrainingResult other = train(augmented, on.augmentation(Augmentation.parse("flip,noise=20")));

      assertThat(loss(other, 1)).isCloseTo(loss(one, 1), within(1e-5));
      assertThat(other.history().epochs().get(0).trainLoss())
          .isNotCloseTo(one.history().epochs().get(0).trainLoss(), within(1e-3));
      assertThat(augmented.getWeights("fc", "kernel"))
          .containsExactly(plain.getWeights("fc", "kernel"), within(1e-6f));
    }
  }

  /** Values from {@code numpy.mean} and {@code numpy.std} of the columns in float64. */
  @Test
  void computesPopulationMeanAndStandardDeviation() {
    Standardization.RunningStatistics statistics = new Standardization.RunningStatistics(3);
    float[][] rows = {
      {1, 5, 1000000.25f}, {2, 5, 1000000.5f}, {4, 5, 1000000.75f}, {9, 5, 1000001}
    };
    for (float[] row : rows) {
      statistics.add(row, 0);
    }

    Standardization standardization = statistics.standardization();

    assertThat(standardization.mean()).containsExactly(4, 5, 1000000.625f);
    // The second column is constant; the third varies by less than a millionth of its mean.
    assertThat(standardization.std()).containsExactly(3.0822070f, 1, 1);
  }
}
