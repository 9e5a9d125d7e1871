package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.model.Model;
import org.blockwright.training.TrainingEstimate.PhaseEstimate;
import org.blockwright.training.phase.Phase;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training would do, measured on a few of its batches. */
class TrainingEstimateTest {
  @TempDir static Path folder;
  private static Dataset images;

  @BeforeAll
  static void writeImages() {
    images = TinyImages.write(folder, 24);
  }

  private static TrainingEstimate estimate(Model model, Trainer trainer) {
    return trainer
        .prepare(model)
        .estimate(TinyImages.train(images), Optional.of(TinyImages.validation(images)));
  }

  @Test
  void eachPhaseHasItsStepsAndParameters() {
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      TrainingEstimate estimate =
          estimate(
              model,
              TinyTraining.trainer()
                  .accumulate(2)
                  .phases(
                      List.of(
                          Phase.ofEpochs(7).freeze("*"),
                          Phase.ofEpochs(2).learningRate(0.5).unfreeze("*"))));

      PhaseEstimate head = estimate.phases().get(0);
      PhaseEstimate all = estimate.phases().get(1);
      assertThat(head.epochs()).isEqualTo(7);
      // 36 training images in 5 batches of 8, two for each update.
      assertThat(head.stepsPerEpoch()).isEqualTo(3);
      // The layers fc (96 to 8 units) and the output (8 to 2).
      assertThat(head.trainedParameters()).isEqualTo(96 * 8 + 8 + 8 * 2 + 2);
      assertThat(head.cachedAt()).isPresent();
      // 48 images with 4 * 4 * 6 features of 4 bytes.
      assertThat(head.cacheBytes()).isEqualTo(48 * 96 * 4);
      assertThat(all.learningRate()).isEqualTo(0.5);
      assertThat(all.cachedAt()).isEmpty();
      assertThat(all.trainedParameters()).isGreaterThan(head.trainedParameters());
      assertThat(estimate.batches()).isEqualTo(3);
      assertThat(estimate.peakBytes()).isGreaterThan(10_000_000);
    }
  }

  @Test
  void featuresCountOnceAndStepsInEveryEpoch() {
    PhaseEstimate cached =
        new PhaseEstimate(
            10,
            5,
            0.1,
            LearningRateSchedule.CONSTANT,
            "",
            1,
            2,
            Optional.of("pool"),
            1,
            Optional.empty(),
            2,
            0.5,
            0.1,
            20,
            3);

    assertThat(cached.seconds()).isEqualTo(20 + 10 * 3);
  }

  @Test
  void modelIsUnchanged() {
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      Map<String, float[]> before = TinyTraining.weights(model);

      TrainingEstimate estimate = estimate(model, TinyTraining.trainer());

      assertThat(estimate.seconds()).isPositive();
      TinyTraining.weights(model)
          .forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));
    }
  }

  /** A few images from the beginning would all have the first class. */
  @Test
  void measuredImagesAreOfAllClasses() {
    Dataset all = TinyImages.train(images);

    Dataset few = TrainingEstimate.evenlySpread(all, 10);

    assertThat(few.size()).isEqualTo(10);
    assertThat(few.count(0)).isBetween(4, 6);
    assertThat(all.samples()).containsSubsequence(few.samples());
    assertThat(TrainingEstimate.evenlySpread(all, all.size())).isEqualTo(all);
  }

  /** Batches of two images, fewer than there are classes in all images. */
  @Test
  void balancedSamplingCanBeEstimated() {
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      TrainingEstimate estimate =
          estimate(model, TinyTraining.trainer().batchSize(1).sampling(Sampling.BALANCED));

      assertThat(estimate.batches()).isEqualTo(3);
      assertThat(estimate.phases().get(0).stepSeconds()).isPositive();
      assertThat(estimate.phases().get(0).forwardSeconds()).isPositive();
      assertThat(estimate.phases().get(0).readSeconds()).isPositive();
    }
  }

  @Test
  void solvedHeadHasNoSteps() {
    try (Model model =
        Model.create(
            TinyTraining.NETWORK
                .withoutHead()
                .head(Layers.flatten(), Layers.dense(2), Layers.softmax())
                .labels("left", "right"),
            1)) {
      PhaseEstimate phase =
          estimate(
                  model,
                  TinyTraining.trainer()
                      .autoOptimizer(true)
                      .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*")))
              .phases()
              .get(0);

      assertThat(phase.solvedLayer()).contains("dense");
      assertThat(phase.epochs()).isEqualTo(1);
      assertThat(phase.stepsPerEpoch()).isZero();
    }
  }
}
