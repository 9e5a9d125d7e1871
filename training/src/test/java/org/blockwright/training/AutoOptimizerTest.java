package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.flip;
import static org.blockwright.dsl.Layers.sigmoid;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.TinyTraining.NETWORK;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.blockwright.data.Dataset;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
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

/** Which heads {@code optimizer: auto} solves to convergence, and what it leaves. */
class AutoOptimizerTest {
  private static final Network ONE_DENSE =
      NETWORK.withoutHead().head(flatten(), dense(2), softmax()).labels("left", "right");

  private static final Trainer AUTO =
      Trainer.with(Optimizer.adam(0.001))
          .autoOptimizer(true)
          .threads(1)
          .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"));

  @TempDir static Path folder;
  private static Dataset images;

  @BeforeAll
  static void writeImages() {
    images = TinyImages.write(folder, 12);
  }

  private static List<String> notices(Trainer trainer, Network network) {
    try (Model model = Model.create(network, 1)) {
      return trainer.prepare(model).notices();
    }
  }

  private static void assertSteps(Trainer trainer, Network network, String reason) {
    assertThat(notices(trainer, network))
        .containsExactly(
            "optimizer auto: steps of adam with learning rate 0.001, since " + reason + ".");
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineMode.class,
      names = {"DL4J", "AUTO"})
  void headHasTheLossOfLongTraining(EngineMode mode) {
    Trainer steps =
        Trainer.with(Optimizer.adam(0.03))
            .threads(1)
            .learningRateMultipliers(AUTO.learningRateMultipliers())
            .weightDecay(0.1)
            .batchSize(18)
            .patience(0);

    Result solved =
        Engine.callIn(mode, () -> TinyTraining.train(AUTO.weightDecay(0.1), images, ONE_DENSE, 1));
    Result trained =
        Engine.callIn(mode, () -> TinyTraining.train(steps.epochs(300), images, ONE_DENSE, 1));

    List<History.Epoch> epochs = solved.training().history().epochs();
    assertThat(epochs).hasSize(1);
    assertThat(epochs.get(0).note()).isEqualTo("L-BFGS");
    assertThat(epochs.get(0).learningRate()).isZero();
    double loss = trained.training().history().epochs().get(299).trainLoss();
    assertThat(epochs.get(0).trainLoss()).isLessThanOrEqualTo(loss + 1e-6);
    assertThat(epochs.get(0).trainLoss()).isCloseTo(loss, within(1e-3));
    assertThat(epochs.get(0).validationLoss().orElseThrow())
        .isCloseTo(
            trained.training().history().epochs().get(299).validationLoss().orElseThrow(),
            within(5e-3));
  }

  @Test
  void cacheBatchSizeAndInitialWeightsOfTheHeadChangeNothing() {
    Result cached = TinyTraining.train(AUTO, images, ONE_DENSE, 1);
    Result computed = TinyTraining.train(AUTO.caching(Caching.OFF), images, ONE_DENSE, 1);
    Result reordered = TinyTraining.train(AUTO.seed(5), images, ONE_DENSE, 1);

    for (Map.Entry<String, float[]> weights : cached.weights().entrySet()) {
      assertThat(computed.weights().get(weights.getKey())).isEqualTo(weights.getValue());
      assertThat(reordered.weights().get(weights.getKey())).isEqualTo(weights.getValue());
    }
  }

  private static double weightDecay(Trainer trainer, Network network, int images) {
    try (Model model = Model.create(network, 1)) {
      return trainer.prepare(model, images).resolvedSettings().weightDecay();
    }
  }

  /** Scikit-learn minimizes the sum of the losses plus half the squared weights. */
  @Test
  void defaultWeightDecayIsThatOfScikitLearn() {
    Network three = NETWORK.withoutHead().head(flatten(), dense(3), softmax());
    Network sigmoid = NETWORK.withoutHead().head(flatten(), dense(1), sigmoid());

    assertThat(weightDecay(AUTO, ONE_DENSE, 160)).isEqualTo(2.0 / 160);
    assertThat(weightDecay(AUTO, three, 50)).isEqualTo(1.0 / 50);
    assertThat(weightDecay(AUTO, sigmoid, 50)).isEqualTo(1.0 / 50);
    assertThat(weightDecay(AUTO, three, 1000)).isEqualTo(1.0 / 1000);
    assertThat(weightDecay(AUTO.weightDecay(0.001), three, 50)).isEqualTo(0.001);
    assertThat(weightDecay(AUTO.autoOptimizer(false), ONE_DENSE, 50)).isEqualTo(0.01);
  }

  @Test
  void consoleShowsWhatWasChosen() {
    RecordingProgress progress = new RecordingProgress();

    TinyTraining.train(AUTO.progress(progress), images, ONE_DENSE, 1);

    assertThat(progress.started)
        .contains(
            "note: optimizer auto: L-BFGS solves \"dense\" to convergence, since it is a single"
                + " dense layer on constant features of a frozen backbone.");
    assertThat(progress.started).anyMatch(line -> line.startsWith("note: L-BFGS converged after"));
  }

  @Test
  void everyOtherHeadIsTrainedInSteps() {
    assertSteps(
        AUTO.learningRateMultipliers(LearningRateMultipliers.uniform()),
        ONE_DENSE,
        "the backbone is not frozen");
    assertSteps(
        AUTO.augmentation(Augmentation.parse("flip")), ONE_DENSE, "the images are augmented");
    assertSteps(AUTO, ONE_DENSE.augment(flip(0.5, 0)), "the images are augmented");
    assertSteps(
        AUTO,
        NETWORK.withoutHead().head(flatten(), dropout(0.5), dense(2), softmax()),
        "the features are the input of \"drop\" (Dropout) and not of one dense layer");
    assertSteps(AUTO, NETWORK, "\"fc\" is not the only layer after the frozen backbone");
    assertSteps(
        AUTO.weightDecay(0),
        ONE_DENSE,
        "the weight decay is 0, so that the loss may have no minimum");
    assertSteps(AUTO.l1(0.1), ONE_DENSE, "l1 is set");
    assertSteps(AUTO.ema(0.9), ONE_DENSE, "ema is set");
    assertSteps(AUTO.schedule(LearningRateSchedule.cosine()), ONE_DENSE, "schedule is set");
    assertSteps(
        AUTO.sampling(Sampling.BALANCED),
        ONE_DENSE,
        "balanced sampling draws other images in each epoch (class-weights balanced does not)");
    String notStandardized =
        "\"dense\" is not trained on standardized features: it has loaded weights or no bias, or standardize is off";
    assertSteps(AUTO.standardize(StandardizationMode.OFF), ONE_DENSE, notStandardized);
    assertSteps(
        AUTO, NETWORK.withoutHead().head(flatten(), dense(2).noBias(), softmax()), notStandardized);
    assertThat(notices(AUTO.autoOptimizer(false), ONE_DENSE)).isEmpty();
  }

  /** Reasons that need other networks. */
  @Test
  void namesOutputsLossesAndConsumersOfTheFeatures() {
    assertThat(TrainingProblems.severalOutputs(3)).isEqualTo("the network has 3 outputs");
    assertThat(TrainingProblems.notCrossEntropy("mean-squared-error"))
        .isEqualTo("the loss mean-squared-error is not a cross-entropy");
    assertThat(TrainingProblems.firstLayerNotDense(List.of("\"a\" (Dense)", "\"b\" (Dense)")))
        .isEqualTo(
            "the features are the input of \"a\" (Dense) and \"b\" (Dense) and not of one dense"
                + " layer");
    assertThat(TrainingProblems.firstLayerNotDense(List.of()))
        .isEqualTo("the features are the input of no layer and not of one dense layer");
  }

  @Test
  void everyPhaseHasItsOwnChoice() {
    Trainer phases =
        AUTO.learningRateMultipliers(LearningRateMultipliers.uniform())
            .phases(
                List.of(
                    Phase.ofEpochs(50).freeze("*"), Phase.ofEpochs(2).unfreeze("b").freeze("*")));

    Result result = TinyTraining.train(phases, images, ONE_DENSE, 1);

    assertThat(notices(phases, ONE_DENSE))
        .extracting(line -> line.substring(0, 33))
        .containsExactly("phase 1, optimizer auto: L-BFGS s", "phase 2, optimizer auto: steps of");
    assertThat(result.training().history().epochs())
        .extracting(History.Epoch::note)
        .containsExactly("L-BFGS", "", "");
  }
}
