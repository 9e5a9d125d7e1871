package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.training.TinyTraining.NETWORK;
import static org.blockwright.training.TinyTraining.PREPROCESSOR;
import static org.blockwright.training.TinyTraining.train;
import static org.blockwright.training.TinyTraining.trainer;
import static org.blockwright.training.TinyTraining.weights;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockwright.base.DataException;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.Sample;
import org.blockwright.data.SkippedFile;
import org.blockwright.data.Targets;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.data.decode.ImageSource;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Optimizer;
import org.blockwright.inference.Evaluator;
import org.blockwright.inference.metrics.Measurements;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.inference.metrics.MetricDefinition;
import org.blockwright.inference.metrics.Metrics;
import org.blockwright.inference.metrics.ScoredSamples;
import org.blockwright.model.Model;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.blockwright.training.TinyTraining.Result;
import org.blockwright.training.features.FeatureCache;
import org.blockwright.training.features.FeatureCache.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final Limits NO_CACHE = new Limits(0, 0);
  private static final Limits ON_DISK = new Limits(0, 1 << 20);

  /** Freezes all layers except the head. */
  private static final LearningRateMultipliers FROZEN =
      LearningRateMultipliers.uniform().freeze("a").freeze("b");

  @TempDir Path folder;
  private Dataset all;

  @BeforeEach
  void writeImages() {
    all = TinyImages.write(folder, 20);
  }

  private Result trained(Trainer trainer, Limits limits) {
    try (FeatureCache cache = new FeatureCache(limits)) {
      return train(trainer.featureCache(cache), all);
    }
  }

  private static void assertClose(Result one, Result other, double tolerance) {
    assertThat(one.metrics()).hasSameSizeAs(other.metrics());
    for (int epoch = 0; epoch < one.metrics().size(); epoch++) {
      for (int i = 0; i < 3; i++) {
        assertThat(one.metrics().get(epoch).get(i))
            .isCloseTo(other.metrics().get(epoch).get(i), within(tolerance));
      }
    }
    one.weights()
        .forEach(
            (key, values) -> {
              float[] others = other.weights().get(key);
              for (int i = 0; i < values.length; i++) {
                assertThat((double) values[i]).as(key).isCloseTo(others[i], within(tolerance));
              }
            });
  }

  private static void assertSame(Map<String, float[]> one, Map<String, float[]> other) {
    one.forEach((key, values) -> assertThat(values).as(key).isEqualTo(other.get(key)));
  }

  @Test
  void trainedModelIsAccurate() {
    TrainingResult result = train(trainer().epochs(10), all).training();

    assertThat(result.validation().orElseThrow().accuracy().value().orElseThrow())
        .isGreaterThan(0.9);
    assertThat(result.history().epochs()).hasSize(10);
    assertThat(result.featuresCachedAt()).isEmpty();
    assertThat(result.interrupted()).isFalse();
    assertThat(result.skipped()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sameSeedGivesSameResult(boolean frozen) {
    Trainer trainer =
        trainer().learningRateMultipliers(frozen ? FROZEN : LearningRateMultipliers.uniform());

    Result one = train(trainer, all);
    Result two = train(trainer.threads(1), all);
    Result other = train(trainer.seed(43), all);

    assertThat(two.metrics()).isEqualTo(one.metrics());
    assertSame(two.weights(), one.weights());
    assertThat(other.metrics()).isNotEqualTo(one.metrics());
  }

  @Test
  void cachedFeaturesDoNotChangeTheResult() {
    Trainer trainer = trainer().learningRateMultipliers(FROZEN);

    Result uncached = trained(trainer, NO_CACHE);
    Result inMemory = trained(trainer, Limits.defaults());
    Result onDisk = trained(trainer, ON_DISK);

    assertThat(uncached.training().featuresCachedAt()).isEmpty();
    assertThat(inMemory.training().featuresCachedAt()).contains("flatten");
    assertThat(onDisk.training().featuresCachedAt()).contains("flatten");
    assertClose(inMemory, uncached, 1e-5);
    assertThat(onDisk.metrics()).isEqualTo(inMemory.metrics());
    assertSame(onDisk.weights(), inMemory.weights());
  }

  @Test
  void cachesOnlyIfFeaturesOfAllDataSetsFit() {
    long row = 4L * 4 * 4 * 6;
    Limits trainAlone = new Limits(30 * row, 9 * row);

    assertThat(
            trained(trainer().learningRateMultipliers(FROZEN), trainAlone)
                .training()
                .featuresCachedAt())
        .isEmpty();
    assertThat(
            trained(trainer().learningRateMultipliers(FROZEN), new Limits(30 * row, 10 * row))
                .training()
                .featuresCachedAt())
        .contains("flatten");
  }

  @Test
  void reportsThatFeaturesDoNotFit() {
    RecordingProgress recorded = new RecordingProgress();

    trained(trainer().learningRateMultipliers(FROZEN).epochs(1).progress(recorded), NO_CACHE);

    assertThat(recorded.started)
        .contains(
            "note: not enough space to cache the features at \"flatten\": they are computed in"
                + " every epoch, with the same result.");
  }

  @Test
  void stoppingDuringFeatureStatisticsLeavesNoModel() {
    Trainer trainer =
        trainer().learningRateMultipliers(FROZEN).caching(Caching.OFF).stopWhen(() -> true);

    assertThatThrownBy(() -> train(trainer, all))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "stopped before the first epoch, while computing the feature statistics: there is no"
                + " model yet.");
  }

  @Test
  void augmentedImagesAreNotCached() {
    RecordingProgress recorded = new RecordingProgress();
    Trainer trainer =
        trainer()
            .learningRateMultipliers(FROZEN)
            .augmentation(Augmentation.parse("flip"))
            .progress(recorded);

    assertThat(train(trainer, all).training().featuresCachedAt()).isEmpty();
    assertThat(recorded.started).noneMatch(task -> task.startsWith("caching features"));
  }

  @Test
  void stopsAfterEpochsWithoutImprovement() {
    RecordingProgress recorded = new RecordingProgress();
    // The learning rate is too small for any change, so that no epoch is better than the first.
    Trainer trainer =
        Trainer.with(Optimizer.sgd(1e-30)).learningRateMultipliers(FROZEN).epochs(20).patience(2);

    TrainingResult result = train(trainer.progress(recorded), all).training();

    assertThat(result.history().epochs()).hasSize(3);
    assertThat(result.bestEpoch()).isEqualTo(1);
    assertThat(recorded.started)
        .contains("note: early stopping: validation loss has not improved for 2 epochs");
  }

  @Test
  void everyMetricIsRecordedInEachEpoch() {
    TrainingResult result = train(trainer(), all).training();

    Measurements best = result.validation().orElseThrow();
    History.Epoch epoch = result.history().epochs().get(result.bestEpoch() - 1);
    for (MetricDefinition<ScoredSamples> metric : Metrics.overall(best.task())) {
      assertThat(epoch.validation(metric)).as(metric.key()).isEqualTo(best.value(metric));
    }
  }

  /** With swapped validation classes the loss increases from the first epoch. */
  @Test
  void monitorSelectsTheBestEpochAndStopsTraining() {
    RecordingProgress recorded = new RecordingProgress();
    MetricDefinition<ScoredSamples> kappa = Metrics.overall("cohen_kappa");
    Dataset validation = swapClasses(TinyImages.validation(all));
    Trainer trainer = trainer().epochs(20).patience(2).progress(recorded).monitor(kappa);
    try (Model model = Model.create(NETWORK, 1)) {
      TrainingResult result = trainer.train(model, TinyImages.train(all), Optional.of(validation));

      assertThat(result.bestEpoch())
          .isEqualTo(
              result
                  .history()
                  .best(Metric.ofValidation(kappa))
                  .map(History.Epoch::epoch)
                  .orElse(1));
      assertThat(recorded.started)
          .contains("note: early stopping: validation Cohen's kappa has not improved for 2 epochs");
    }
  }

  private static double validationLoss(Model model, Dataset data) {
    return Evaluator.of(model)
        .preprocessor(PREPROCESSOR)
        .batchSize(8)
        .evaluate(data)
        .measurements()
        .loss()
        .orElseThrow();
  }

  private static Dataset swapClasses(Dataset data) {
    return new Dataset(
        data.root(),
        data.targets(),
        data.samples().stream()
            .map(s -> s.withLabel(1 - s.label()))
            .collect(ImmutableList.toImmutableList()),
        data.skipped(),
        data.warnings());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void modelHasTheWeightsOfTheBestEpoch(boolean frozen) {
    // With swapped validation classes the validation loss increases during training.
    Dataset validation = swapClasses(TinyImages.validation(all));
    Trainer trainer =
        trainer()
            .learningRateMultipliers(frozen ? FROZEN : LearningRateMultipliers.uniform())
            .epochs(12)
            .patience(0);
    try (Model model = Model.create(NETWORK, 1)) {
      TrainingResult result = trainer.train(model, TinyImages.train(all), Optional.of(validation));

      List<History.Epoch> epochs = result.history().epochs();
      double best = epochs.get(result.bestEpoch() - 1).validationLoss().orElseThrow();
      assertThat(epochs).allMatch(e -> e.validationLoss().orElseThrow() >= best);
      assertThat(result.validation().orElseThrow().loss().orElseThrow()).isEqualTo(best);
      assertThat(validationLoss(model, validation)).isCloseTo(best, within(1e-6));
      // Otherwise the weights of the last epoch would pass too.
      assertThat(result.bestEpoch()).isLessThan(12);
      assertThat(epochs.get(11).validationLoss().orElseThrow()).isGreaterThan(best);
    }
  }

  @Test
  void trainingLossSelectsTheBestEpochWithoutValidation() {
    try (Model model = Model.create(NETWORK, 1)) {
      TrainingResult result = trainer().train(model, all, Optional.empty());

      assertThat(result.validation()).isEmpty();
      assertThat(result.history().epochs()).hasSize(4);
      assertThat(result.history().epochs()).allMatch(e -> e.validationLoss().isEmpty());
      double best = result.history().epochs().get(result.bestEpoch() - 1).trainLoss();
      assertThat(result.history().epochs()).allMatch(e -> e.trainLoss() >= best);
    }
  }

  @Test
  void stopsAfterTheCurrentBatchAndKeepsTheBestWeights() {
    Dataset validation = TinyImages.validation(all);
    // 30 images in batches of 8: the tenth batch is the second of the third epoch.
    AtomicInteger batches = new AtomicInteger();
    Trainer stopped = trainer().stopWhen(() -> batches.incrementAndGet() >= 10);
    try (Model model = Model.create(NETWORK, 1)) {
      TrainingResult result = stopped.train(model, TinyImages.train(all), Optional.of(validation));

      assertThat(batches).hasValue(10);
      assertThat(result.interrupted()).isTrue();
      assertThat(result.history().epochs()).hasSize(2);
      double best = result.validation().orElseThrow().loss().orElseThrow();
      assertThat(best)
          .isEqualTo(
              result.history().epochs().get(result.bestEpoch() - 1).validationLoss().orElseThrow());
      assertThat(validationLoss(model, validation)).isCloseTo(best, within(1e-6));
    }
  }

  @Test
  void stoppingInTheFirstEpochKeepsItsWeights() {
    Result result = train(trainer().stopWhen(() -> true), all);

    assertThat(result.training().interrupted()).isTrue();
    assertThat(result.training().bestEpoch()).isEqualTo(1);
    assertThat(result.training().history().epochs())
        .extracting(History.Epoch::note)
        .containsExactly("interrupted");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e10, 1e25, 1e38})
  void divergenceNamesLearningRateEpochAndBatch(double learningRate) {
    assertThatThrownBy(() -> train(Trainer.with(Optimizer.sgd(learningRate)).batchSize(8), all))
        .isInstanceOf(TrainingException.class)
        .hasMessageMatching(
            "(loss became NaN or infinite at epoch \\d+, batch \\d+ \\(learning rate .*\\)\\. Lower"
                + " the learning rate, or check the images and the preprocessing\\.)|(epoch \\d+,"
                + " validation: .*the weights have diverged: lower the learning rate\\.)")
        .satisfies(
            e ->
                assertThat(e instanceof DivergenceException)
                    .isEqualTo(e.getMessage().startsWith("loss")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "a_conv", "a_bn", "b_bn", "b_conv", "fc", "*"})
  void frozenLayersDoNotChangeAndAllOthersDo(String pattern) {
    LearningRateMultipliers multipliers = LearningRateMultipliers.uniform().freeze(pattern);
    Map<String, float[]> before;
    try (Model model = Model.create(NETWORK, 1)) {
      before = weights(model);
    }

    Map<String, float[]> after =
        train(trainer().learningRateMultipliers(multipliers).epochs(1), all).weights();

    Map<String, Double> byLayer = multipliers.resolve(NETWORK.graph());
    after.forEach(
        (key, values) -> {
          if (byLayer.get(key.substring(0, key.indexOf('/'))) == 0) {
            assertThat(values).as(key).isEqualTo(before.get(key));
          } else {
            assertThat(values).as(key).isNotEqualTo(before.get(key));
          }
        });
  }

  @Test
  void multiplierOfOneTenthChangesWeightsByOneTenth() {
    Trainer one = Trainer.with(Optimizer.sgd(0.1)).batchSize(30).epochs(1);
    Map<String, float[]> before;
    try (Model model = Model.create(NETWORK, 1)) {
      before = weights(model);
    }

    Map<String, float[]> full = train(one, all).weights();
    Map<String, float[]> tenth =
        train(
                one.learningRateMultipliers(LearningRateMultipliers.uniform().multiplier("b", 0.1)),
                all)
            .weights();

    for (String key : List.of("b_conv/kernel", "b_bn/beta")) {
      assertThat(
              distance(tenth.get(key), before.get(key)) / distance(full.get(key), before.get(key)))
          .as(key)
          .isCloseTo(0.1, within(1e-3));
    }
    assertThat(tenth.get("a_conv/kernel")).isEqualTo(full.get("a_conv/kernel"));
    assertThat(tenth.get("fc/kernel")).isEqualTo(full.get("fc/kernel"));
  }

  private static double distance(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.pow(one[i] - other[i], 2);
    }
    return Math.sqrt(sum);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void skipsAndListsImageThatCannotBeDecoded(boolean cached) throws IOException {
    Path broken = Files.writeString(folder.resolve("left/broken.png"), "not an image");
    List<Sample> samples = new ArrayList<>(all.samples());
    samples.add(5, new Sample(ImageSource.of(broken), "left/broken.png", 0, "left/broken.png", ""));
    Dataset withBroken =
        new Dataset(
            all.root(),
            all.targets(),
            ImmutableList.copyOf(samples),
            all.skipped(),
            all.warnings());
    try (Model model = Model.create(NETWORK, 1);
        FeatureCache cache = new FeatureCache(cached ? Limits.defaults() : NO_CACHE)) {
      Trainer trainer = trainer().learningRateMultipliers(FROZEN).featureCache(cache);

      TrainingResult result = trainer.train(model, withBroken, Optional.of(all));

      assertThat(result.featuresCachedAt().isPresent()).isEqualTo(cached);
      assertThat(result.skipped()).extracting(SkippedFile::key).containsExactly("left/broken.png");
      assertThat(result.validation().orElseThrow().samples()).isEqualTo(40);
    }
  }

  @Test
  void orderIsTheSameIfImagesAreSkipped() throws IOException {
    Path broken = folder.resolve("left/004.png");
    Files.writeString(broken, "not an image");

    Result computed = trained(trainer().learningRateMultipliers(FROZEN), NO_CACHE);
    Result cached = trained(trainer().learningRateMultipliers(FROZEN), Limits.defaults());

    assertThat(cached.training().skipped())
        .extracting(SkippedFile::key)
        .containsExactly("left/004.png");
    assertClose(cached, computed, 1e-5);
  }

  @Test
  void rejectsOtherClassesBeforeReadingImages() {
    RecordingProgress recorded = new RecordingProgress();
    Dataset three =
        new Dataset(
            all.root(),
            ImmutableList.of(Targets.ofClasses(List.of("left", "middle", "right"))),
            all.samples(),
            all.skipped(),
            all.warnings());
    Dataset others =
        new Dataset(
            all.root(),
            ImmutableList.of(Targets.ofClasses(List.of("left", "middle"))),
            all.samples(),
            all.skipped(),
            all.warnings());
    Trainer trainer = trainer().learningRateMultipliers(FROZEN).progress(recorded);
    try (Model model = Model.create(NETWORK, 1)) {
      assertThatThrownBy(() -> trainer.train(model, three, Optional.empty()))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "the data has classes [left, middle, right] but the head has 2 outputs. Use a head"
                  + " with one output for each class.");
      assertThatThrownBy(() -> trainer.train(model, all, Optional.of(others)))
          .isInstanceOf(DataException.class)
          .hasMessage(
              "the data has classes [left, middle] but the model's labels are [left, right]. Rename"
                  + " the class folders, or use a model with these labels.");
      assertThatThrownBy(() -> trainer.train(model, all.filter(s -> false), Optional.empty()))
          .isInstanceOf(DataException.class)
          .hasMessage("there are no training images.");
    }
    assertThat(recorded.started).isEmpty();
  }

  @Test
  void rejectsFullyFrozenNetworkBeforeReadingImages() {
    RecordingProgress recorded = new RecordingProgress();
    Trainer trainer =
        trainer()
            .learningRateMultipliers(LearningRateMultipliers.uniform().multiplier("*", 0))
            .progress(recorded);

    assertThatThrownBy(() -> train(trainer, all))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "tiny has no layers to train: all are frozen. Unfreeze the head, or freeze fewer layers.");
    assertThat(recorded.started).isEmpty();
  }

  @Test
  void rejectsSettingsBelowTheirMinimum() {
    assertThatThrownBy(() -> trainer().epochs(0))
        .isInstanceOf(UsageException.class)
        .hasMessage("epochs must be at least 1, got 0.");
    assertThatThrownBy(() -> trainer().batchSize(0))
        .hasMessage("batch size must be at least 1, got 0.");
    assertThatThrownBy(() -> trainer().patience(-1))
        .hasMessage("patience must be at least 0, got -1.");
    assertThatThrownBy(() -> trainer().threads(0)).hasMessage("threads must be at least 1, got 0.");
  }
}
