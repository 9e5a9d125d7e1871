package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.batchNorm;
import static org.blockwright.dsl.Layers.conv;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.dropout;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.maxPool;
import static org.blockwright.dsl.Layers.relu;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.ResumedTraining.assertSame;
import static org.blockwright.training.ResumedTraining.killAfter;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.data.augment.Augmentation;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.training.ResumedTraining.Killed;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.blockwright.training.TinyTraining.Result;
import org.blockwright.training.TrainingEvent.BatchEnded;
import org.blockwright.training.TrainingEvent.EpochEnded;
import org.blockwright.training.checkpoint.Checkpoints;
import org.blockwright.training.phase.Phase;
import org.blockwright.training.schedule.LearningRateSchedule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A training that continues from a checkpoint equals one that was never interrupted, bit by bit.
 */
class ResumeTest {
  @TempDir static Path images;
  @TempDir Path folder;

  private static final Network OTHER_HEAD =
      Network.named("tiny")
          .input(8, 8, 3)
          .block("a", conv(4, 3), batchNorm(), relu(), maxPool(2))
          .block("b", conv(6, 3), batchNorm(), relu())
          .head(flatten(), dense(9).relu().named("fc"), dropout(0.25), dense(2), softmax())
          .labels("left", "right");

  private static Dataset data;

  @BeforeAll
  static void writeImages() {
    data = TinyImages.write(images, 12);
  }

  private static Trainer augmented() {
    return TinyTraining.trainer()
        .patience(0)
        .augmentation(Augmentation.parse("rotate=10,noise=5"))
        .schedule(LearningRateSchedule.cosine().warmUp(1));
  }

  private static Trainer regularized() {
    return Trainer.with(Optimizer.sgd(0.05).momentum(0.9))
        .batchSize(4)
        .threads(2)
        .epochs(6)
        .patience(3)
        .accumulate(2)
        .ema(0.9)
        .clipNorm(1)
        .weightDecay(0.001)
        .schedule(LearningRateSchedule.plateau(0.5, 1));
  }

  private static Trainer phases() {
    return TinyTraining.trainer()
        .batchSize(4)
        .patience(0)
        .phases(
            List.of(
                Phase.ofEpochs(2).freeze("*"),
                Phase.ofEpochs(2).learningRate(0.002).unfreeze("b").freeze("*"),
                Phase.ofEpochs(2).augmentation(Augmentation.parse("rotate=5"))));
  }

  private static Trainer cachedFeatures() {
    return TinyTraining.trainer()
        .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"))
        .patience(0);
  }

  static Stream<Arguments> trainings() {
    return Stream.of(EngineMode.DL4J, EngineMode.AUTO)
        .flatMap(
            mode ->
                Stream.of(
                    Arguments.of("augmentation, dropout, schedule", mode, augmented()),
                    Arguments.of("average, accumulation, plateau", mode, regularized()),
                    Arguments.of("phases", mode, phases()),
                    Arguments.of("cached features", mode, cachedFeatures())));
  }

  private Checkpoints checkpoints() {
    return Checkpoints.in(folder.resolve("checkpoint"))
        .everySteps(1)
        .maxOverhead(Double.POSITIVE_INFINITY);
  }

  private static Result train(EngineMode mode, Trainer trainer) {
    return Engine.callIn(mode, () -> TinyTraining.train(trainer, data));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("trainings")
  void killedTrainingContinuesBitForBit(String name, EngineMode mode, Trainer trainer) {
    Result expected = train(mode, trainer);

    Result resumed =
        ResumedTraining.trainWithKills(
            5, t -> train(mode, t), trainer.checkpoints(checkpoints().resume()));

    assertSame(resumed, expected);
  }

  /** The history shows the rate of the last step, which the resumed process has not taken. */
  @Test
  void trainingKilledBetweenLastStepAndEndOfEpochKeepsItsRate() {
    Result expected = train(EngineMode.AUTO, augmented());
    TrainingListener killAtEnd =
        new TrainingListener() {
          @Override
          public void epochEnded(EpochEnded event, TrainingControl control) {
            throw new Killed();
          }
        };
    assertThatThrownBy(
            () ->
                train(EngineMode.AUTO, augmented().listener(killAtEnd).checkpoints(checkpoints())))
        .isInstanceOf(Killed.class);

    assertSame(train(EngineMode.AUTO, augmented().checkpoints(checkpoints().resume())), expected);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("trainings")
  void interruptedTrainingContinuesBitForBit(String name, EngineMode mode, Trainer trainer) {
    Result expected = train(mode, trainer);
    AtomicInteger batches = new AtomicInteger();
    Checkpoints atEpochs =
        Checkpoints.in(folder.resolve("checkpoint")).maxOverhead(Double.POSITIVE_INFINITY);

    Result interrupted =
        train(mode, trainer.stopWhen(() -> batches.incrementAndGet() == 8).checkpoints(atEpochs));
    Result resumed = train(mode, trainer.checkpoints(atEpochs.resume()));

    assertThat(interrupted.training().interrupted()).isTrue();
    assertSame(resumed, expected);
  }

  @Test
  void saysWhereItContinues() {
    assertThatThrownBy(
            () ->
                train(
                    EngineMode.AUTO, augmented().listener(killAfter(5)).checkpoints(checkpoints())))
        .isInstanceOf(Killed.class);
    RecordingProgress progress = new RecordingProgress();

    train(EngineMode.AUTO, augmented().progress(progress).checkpoints(checkpoints().resume()));

    assertThat(progress.started)
        .anyMatch(line -> line.matches("note: resuming at epoch 2, batch 2"));
  }

  @Test
  void changedSettingsAreListed() {
    assertThatThrownBy(
            () ->
                train(
                    EngineMode.AUTO, augmented().listener(killAfter(5)).checkpoints(checkpoints())))
        .isInstanceOf(Killed.class);
    Trainer changed = augmented().epochs(6).batchSize(4);

    assertThatThrownBy(() -> train(EngineMode.AUTO, changed.checkpoints(checkpoints().resume())))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("batch size: 8 in the checkpoint, 4 now")
        .hasMessageContaining("epochs: 4 in the checkpoint, 6 now")
        .hasMessageContaining("--resume-with current");
    Result result = train(EngineMode.AUTO, changed.checkpoints(checkpoints().resumeWithChanges()));
    assertThat(result.training().history().epochs()).hasSize(6);
  }

  @Test
  void otherImagesAndOtherNetworksAreListed(@TempDir Path others) {
    assertThatThrownBy(
            () ->
                train(
                    EngineMode.AUTO, augmented().listener(killAfter(5)).checkpoints(checkpoints())))
        .isInstanceOf(Killed.class);
    Dataset other = TinyImages.write(others, 14);
    Trainer resumed = augmented().checkpoints(checkpoints().resume());

    assertThatThrownBy(() -> TinyTraining.train(resumed, other))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("training images: ")
        .hasMessageContaining("validation images: ");
    assertThatThrownBy(() -> TinyTraining.train(resumed, data, OTHER_HEAD, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("layer fc: ");
  }

  @Test
  void otherFrozenWeightsAreListed() {
    Trainer trainer = cachedFeatures();
    assertThatThrownBy(
            () -> train(EngineMode.AUTO, trainer.listener(killAfter(5)).checkpoints(checkpoints())))
        .isInstanceOf(Killed.class);

    assertThatThrownBy(
            () ->
                TinyTraining.train(
                    trainer.checkpoints(checkpoints().resume()), data, TinyTraining.NETWORK, 2))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("frozen weights a_conv/W: other values than those of the checkpoint");
  }

  @Test
  void newTrainingDeletesOldCheckpoints() {
    assertThatThrownBy(
            () ->
                train(
                    EngineMode.AUTO, augmented().listener(killAfter(5)).checkpoints(checkpoints())))
        .isInstanceOf(Killed.class);

    Result result = train(EngineMode.AUTO, augmented().epochs(2).checkpoints(checkpoints()));

    assertThat(result.training().history().epochs()).hasSize(2);
  }

  @Test
  void folderIsUsedByOneTrainingAtATime() {
    TrainingListener second =
        new TrainingListener() {
          @Override
          public void batchEnded(BatchEnded event, TrainingControl control) {
            TinyTraining.train(augmented().checkpoints(checkpoints().resume()), data);
          }
        };

    assertThatThrownBy(
            () -> train(EngineMode.AUTO, augmented().listener(second).checkpoints(checkpoints())))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("another process is training with the checkpoints in");
  }
}
