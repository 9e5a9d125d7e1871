package org.blockwright.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.blockwright.dsl.Layers.dense;
import static org.blockwright.dsl.Layers.flatten;
import static org.blockwright.dsl.Layers.softmax;
import static org.blockwright.training.ResumedTraining.assertSame;
import static org.blockwright.training.ResumedTraining.killAfter;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockwright.base.TrainingException;
import org.blockwright.base.UsageException;
import org.blockwright.data.Dataset;
import org.blockwright.dsl.LearningRateMultipliers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Optimizer;
import org.blockwright.engine.Engine;
import org.blockwright.engine.EngineMode;
import org.blockwright.training.ResumedTraining.Killed;
import org.blockwright.training.TinyTraining.RecordingProgress;
import org.blockwright.training.TinyTraining.Result;
import org.blockwright.training.checkpoint.CheckpointFolder;
import org.blockwright.training.checkpoint.Checkpoints;
import org.blockwright.training.phase.Phase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Trainings that continue in a later phase, with a solved head, or after an error. */
class ResumedPhasesTest {
  private static final Network ONE_DENSE =
      TinyTraining.NETWORK
          .withoutHead()
          .head(flatten(), dense(2), softmax())
          .labels("left", "right");

  @TempDir static Path images;
  @TempDir Path folder;

  private static Dataset data;

  @BeforeAll
  static void writeImages() {
    data = TinyImages.write(images, 12);
  }

  /** The second phase has steps that are so large that its epochs are worse. */
  private static Trainer worseSecondPhase() {
    return TinyTraining.trainer()
        .batchSize(4)
        .patience(0)
        .phases(List.of(Phase.ofEpochs(3).freeze("a"), Phase.ofEpochs(3).learningRate(1000)));
  }

  private static Trainer solvedFirstPhase() {
    return TinyTraining.trainer()
        .autoOptimizer(true)
        .batchSize(4)
        .patience(0)
        .phases(
            List.of(Phase.ofEpochs(9).freeze("*"), Phase.ofEpochs(3).unfreeze("b").freeze("*")));
  }

  private static Trainer solvedHead() {
    return Trainer.with(Optimizer.adam(0.001))
        .autoOptimizer(true)
        .threads(1)
        .learningRateMultipliers(LearningRateMultipliers.uniform().freeze("*"));
  }

  private Checkpoints checkpoints() {
    return Checkpoints.in(folder.resolve("checkpoint"))
        .everySteps(1)
        .maxOverhead(Double.POSITIVE_INFINITY);
  }

  private static Result train(EngineMode mode, Trainer trainer, Network network) {
    return Engine.callIn(mode, () -> TinyTraining.train(trainer, data, network, 1));
  }

  private static Result train(Trainer trainer) {
    return train(EngineMode.AUTO, trainer, TinyTraining.NETWORK);
  }

  private void killInThirdEpoch(EngineMode mode, Trainer trainer) {
    Trainer killed = trainer.listener(killAfter(8)).checkpoints(checkpoints());
    assertThatThrownBy(() -> train(mode, killed, TinyTraining.NETWORK)).isInstanceOf(Killed.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineMode.class,
      names = {"DL4J", "AUTO"})
  void bestEpochOfAnEarlierPhaseIsKept(EngineMode mode) {
    Result expected = train(mode, worseSecondPhase(), TinyTraining.NETWORK);
    assertThat(expected.training().bestEpoch()).isBetween(1, 3);

    Result resumed =
        ResumedTraining.trainWithKills(
            4,
            trainer -> train(mode, trainer, TinyTraining.NETWORK),
            worseSecondPhase().checkpoints(checkpoints().resume()));

    assertSame(resumed, expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = EngineMode.class,
      names = {"DL4J", "AUTO"})
  void phaseAfterASolvedHeadContinuesBitForBit(EngineMode mode) {
    Result expected = train(mode, solvedFirstPhase(), ONE_DENSE);
    assertThat(expected.training().history().epochs())
        .extracting(History.Epoch::note)
        .containsExactly("L-BFGS", "", "", "");

    Result resumed =
        ResumedTraining.trainWithKills(
            2,
            trainer -> train(mode, trainer, ONE_DENSE),
            solvedFirstPhase().checkpoints(checkpoints().resume()));

    assertSame(resumed, expected);
  }

  @Test
  void headThatWasBeingSolvedIsSolvedAfterResuming() {
    Result expected = train(EngineMode.AUTO, solvedHead(), ONE_DENSE);
    AtomicInteger evaluations = new AtomicInteger();
    Trainer stopped =
        solvedHead().stopWhen(() -> evaluations.incrementAndGet() == 10).checkpoints(checkpoints());

    assertThatThrownBy(() -> train(EngineMode.AUTO, stopped, ONE_DENSE))
        .isInstanceOf(TrainingException.class)
        .hasMessage("stopped before the head was solved: the model keeps its weights.");
    assertThat(CheckpointFolder.hasCheckpoint(folder.resolve("checkpoint"))).isTrue();

    assertSame(
        train(EngineMode.AUTO, solvedHead().checkpoints(checkpoints().resume()), ONE_DENSE),
        expected);
  }

  @Test
  void trainingWithoutMemoryContinuesBitForBit() {
    Trainer trainer = worseSecondPhase();
    Result expected = train(trainer);
    TrainingListener greedy =
        ResumedTraining.afterBatches(5, () -> new long[Integer.MAX_VALUE - 8].clone());

    assertThatThrownBy(() -> train(trainer.listener(greedy).checkpoints(checkpoints())))
        .isInstanceOf(OutOfMemoryError.class);

    assertSame(train(trainer.checkpoints(checkpoints().resume())), expected);
  }

  @Test
  void otherExecutorIsNoted() {
    Trainer trainer = TinyTraining.trainer().patience(0);
    killInThirdEpoch(EngineMode.DL4J, trainer);
    RecordingProgress progress = new RecordingProgress();

    train(trainer.progress(progress).checkpoints(checkpoints().resumeWithChanges()));

    assertThat(progress.started)
        .contains(
            "note: the checkpoint was trained on the executor DL4J, the training continues on"
                + " compiled: its result can differ in the last bits");
  }

  @Test
  void missingPhaseIsReported() {
    Trainer trainer = worseSecondPhase();
    // A checkpoint is left out while the one before is being written.
    TrainingListener pause =
        ResumedTraining.afterBatches(
            22, () -> Uninterruptibles.sleepUninterruptibly(Duration.ofMillis(300)));
    assertThatThrownBy(
            () -> train(trainer.listener(pause).listener(killAfter(23)).checkpoints(checkpoints())))
        .isInstanceOf(Killed.class);

    assertThatThrownBy(
            () ->
                train(
                    trainer
                        .phases(List.of(Phase.ofEpochs(3).freeze("a")))
                        .checkpoints(checkpoints().resumeWithChanges())))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the checkpoint is in phase 2, but the training has 1 phases now. Add the phase, or"
                + " continue with the settings of the checkpoint.");
  }
}
