package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.model.Model;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.blockwright.training.TinyTraining.Result;
import org.blockwright.training.phase.Phase;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Phases of a training: which layers are trained, and what starts anew. */
class PhasesTest {
  private static final Phase HEAD = Phase.ofEpochs(2).freeze("*");

  @TempDir static Path folder;
  private static Dataset images;

  @BeforeAll
  static void writeImages() {
    images = TinyImages.write(folder, 12);
  }

  private static Trainer trainer(Phase... phases) {
    return TinyTraining.trainer().patience(0).phases(List.of(phases));
  }

  private static Map<String, float[]> initialWeights() {
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      return TinyTraining.weights(model);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineMode.class,
      names = {"DL4J", "AUTO"})
  void layersAreTrainedFromTheirPhaseOn(EngineMode mode) {
    Result result =
        Engine.callIn(
            mode,
            () ->
                TinyTraining.train(
                    trainer(HEAD, Phase.ofEpochs(2).unfreeze("b").freeze("*")), images));

    assertThat(result.training().history().epochs())
        .extracting(History.Epoch::epoch)
        .containsExactly(1, 2, 3, 4);
    assertThat(result.training().history().epochs())
        .extracting(History.Epoch::phase)
        .containsExactly(1, 1, 2, 2);
    Map<String, float[]> before = initialWeights();
    Map<String, float[]> after = result.weights();
    before.forEach(
        (name, values) -> {
          if (name.startsWith("a_")) {
            assertThat(after.get(name)).as(name).isEqualTo(values);
          }
        });
    boolean secondIsBest = result.training().bestEpoch() > 2;
    assertThat(Arrays.equals(after.get("b_conv/kernel"), before.get("b_conv/kernel")))
        .isEqualTo(!secondIsBest);
  }

  /** Without a change of settings, two phases are one training up to its best epoch. */
  @Test
  void optimizerStateContinuesInTheNextPhase() {
    Trainer sgd =
        Trainer.with(Optimizer.adam(0.003))
            .batchSize(8)
            .threads(1)
            .patience(0)
            .standardize(StandardizationMode.OFF)
            .caching(Caching.OFF);
    Result whole = TinyTraining.train(sgd.epochs(4), images);
    Result halves =
        TinyTraining.train(sgd.phases(List.of(Phase.ofEpochs(2), Phase.ofEpochs(2))), images);

    List<List<Double>> expected = whole.metrics();
    // The second phase starts with the weights of the best epoch, here the last one of the first.
    assertThat(expected.get(1).get(1)).isLessThan(expected.get(0).get(1));
    assertThat(halves.metrics()).isEqualTo(expected);
  }

  @Test
  void scheduleStartsAnewAndRatesAreThoseOfThePhase() {
    Result result =
        TinyTraining.train(
            trainer(
                HEAD.schedule(LearningRateSchedule.step(1, 0.1)),
                HEAD.learningRate(0.5).schedule(LearningRateSchedule.step(1, 0.5))),
            images);

    assertThat(result.training().history().epochs())
        .extracting(History.Epoch::learningRate)
        .containsExactly(0.01, 0.001, 0.5, 0.25);
  }

  @Test
  void theModelHasTheBestEpochOfAllPhases() {
    // A rate at which the second phase only gets worse.
    Result first = TinyTraining.train(trainer(HEAD), images);
    Result result = TinyTraining.train(trainer(HEAD, HEAD.learningRate(1e4)), images);

    assertThat(result.training().bestEpoch()).isEqualTo(first.training().bestEpoch());
    assertThat(result.training().validation().orElseThrow().loss())
        .isEqualTo(first.training().validation().orElseThrow().loss());
    first
        .weights()
        .forEach((name, values) -> assertThat(result.weights().get(name)).isEqualTo(values));
  }

  @Test
  void earlyStoppingEndsThePhaseOnly() {
    List<String> lines = new ArrayList<>();
    Result result =
        TinyTraining.train(
            trainer(
                    HEAD.learningRate(1e-12).epochs(9).patience(1),
                    Phase.ofEpochs(1).learningRate(0.01))
                .listener(ConsoleListener.to(lines::add)),
            images);

    assertThat(result.training().history().last().orElseThrow().phase()).isEqualTo(2);
    assertThat(result.training().stopReason()).isEmpty();
    assertThat(lines.get(0))
        .isEqualTo(
            "phase 1/2: at most 9 epochs, learning rate 0.000000000001, 794 of 1,168 parameters trained");
    assertThat(lines).contains("early stopping: validation loss has not improved for 1 epochs");
    assertThat(lines.stream().filter(line -> line.startsWith("phase"))).hasSize(2);
  }

  @Test
  void featuresAreCachedInEachPhaseThatAllowsIt() {
    RecordingProgress progress = new RecordingProgress();
    Result result =
        TinyTraining.train(
            trainer(
                    HEAD,
                    HEAD.learningRate(0.001),
                    Phase.ofEpochs(1).unfreeze("b").freeze("*"),
                    HEAD.augmentation(Augmentation.parse("flip")))
                .progress(progress),
            images);

    assertThat(progress.started.stream().filter(task -> task.startsWith("caching")))
        .containsExactly(
            "caching features at flatten",
            "caching features at flatten",
            "caching features at a_pool",
            "caching features at a_pool");
    assertThat(result.training().featuresCachedAt()).contains("flatten, a_pool");
  }

  @Test
  void aFailureKeepsTheWeightsBeforeAllPhases() {
    Map<String, float[]> before = initialWeights();
    TrainingListener failing =
        new TrainingListener() {
          @Override
          public void epochStarted(TrainingEvent.EpochStarted event, TrainingControl control) {
            if (event.epoch() == 3) {
              throw new IllegalStateException("third epoch");
            }
          }
        };
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      assertThatThrownBy(
              () ->
                  trainer(HEAD, HEAD)
                      .listener(failing)
                      .train(model, TinyImages.train(images), Optional.empty()))
          .hasMessageContaining("third epoch");

      before.forEach(
          (name, values) ->
              assertThat(TinyTraining.weights(model).get(name)).as(name).isEqualTo(values));
      assertThat(model.newlyInitialized()).contains("fc");
    }
  }

  @Test
  void aStopEndsAllPhases() {
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void epochEnded(TrainingEvent.EpochEnded event, TrainingControl control) {
            control.requestStop("enough");
          }
        };
    Result result = TinyTraining.train(trainer(HEAD, HEAD).listener(stopping), images);

    assertThat(result.training().history().epochs()).hasSize(1);
    assertThat(result.training().stopReason()).contains("enough");
  }

  @Test
  void problemsNameThePhaseBeforeTheFirstEpoch() {
    try (Model model = Model.create(TinyTraining.NETWORK, 1)) {
      assertThatThrownBy(() -> trainer(HEAD, HEAD.freeze("head")).prepare(model))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("phase 2: tiny has no layers to train");
      assertThatThrownBy(
              () ->
                  trainer(HEAD, HEAD.schedule(LearningRateSchedule.cosine().warmUp(3)))
                      .prepare(model))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "phase 2: the learning-rate schedule cosine,end=0,warm-up=3 needs 3 epochs, but the training has at most 2. Shorten it, or train for more epochs.");
      assertThatThrownBy(() -> trainer(HEAD, HEAD.unfreeze("c")).prepare(model))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("phase 2: ");
    }
  }
}
