package org.blockwright.training;

import org.blockwright.base.DivergenceException;
import org.blockwright.base.Seeds;
import org.blockwright.base.TrainingException;
import org.blockwright.engine.Executor;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The steps of a training, with the number of the epoch and the batch in every error. */
final class Steps {
  private final Executor executor;
  private final Trainer trainer;
  private long count;

  Steps(Executor executor, Trainer trainer) {
    this.executor = executor;
    this.trainer = trainer;
  }

  /** Updates the weights from a batch, and returns its loss before the update. */
  double step(MultiDataSet batch, int epoch, int number) {
    // Dropout uses ND4J's global generator, which other code may have advanced.
    Nd4j.getRandom().setSeed(Seeds.derive("dropout", trainer.seed(), count++));
    try {
      return executor.step(batch);
    } catch (DivergenceException e) {
      throw new DivergenceException(
          TrainingProblems.diverged(epoch, number, trainer.optimizer().learningRate()), e);
    } catch (TrainingException e) {
      throw new TrainingException(TrainingProblems.stepFailed(e, epoch, number), e);
    }
  }

  /** Checks the last update of an epoch, which no later loss of the epoch would reveal. */
  void requireFiniteWeights(int epoch) {
    if (!Double.isFinite(Nd4j.getBlasWrapper().asum(executor.graph().params()))) {
      throw new DivergenceException(
          TrainingProblems.nonFiniteWeights(epoch, trainer.optimizer().learningRate()));
    }
  }
}
