package org.blockwright.training;

import java.util.List;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.Seeds;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Sample;
import org.blockwright.engine.Executor;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The batches and updates of a phase of a training run, with the number of the epoch and the batch
 * in every error.
 */
final class Steps {
  private final Executor executor;
  private final Trainer trainer;
  private final TargetScalings scalings;
  private final LearningRates rates;
  private final double lossFactor;
  private final long batchesBefore;
  private long batches;
  private long updates;

  /** Number of batches since the last update. */
  private int accumulated;

  /**
   * @param scalings of the targets of each output
   * @param rates the learning rate of each update
   * @param batchesBefore number of batches of the phases before
   */
  Steps(
      Executor executor,
      Trainer trainer,
      TargetScalings scalings,
      LearningRates rates,
      long batchesBefore) {
    this.executor = executor;
    this.trainer = trainer;
    this.scalings = scalings;
    this.rates = rates;
    this.lossFactor = scalings.lossFactor();
    this.batchesBefore = batchesBefore;
  }

  /** Returns the number of batches so far, those of the phases before included. */
  long batches() {
    return batchesBefore + batches;
  }

  /** Returns the number of updates of this phase so far. */
  long updates() {
    return updates;
  }

  /** Returns whether there was an update after the last batch. */
  boolean isUpdated() {
    return accumulated == 0;
  }

  /**
   * Continues from a checkpoint.
   *
   * @param batchesSoFar number of batches of this phase
   * @param updatesSoFar number of updates of this phase
   */
  void restore(long batchesSoFar, long updatesSoFar) {
    batches = batchesSoFar;
    updates = updatesSoFar;
  }

  /**
   * Adds the gradient of a batch, and updates the weights after the last batch of a group.
   *
   * @param samples the samples of the batch, whose weights multiply their losses
   * @return the loss of the batch before the update
   */
  double step(MultiDataSet batch, List<Sample> samples, int epoch, int number) {
    // Dropout uses ND4J's global generator, which other code may have advanced.
    Nd4j.getRandom().setSeed(Seeds.derive("dropout", trainer.seed(), batches()));
    batches++;
    executor.setLearningRate(rates.rate(updates));
    try {
      MultiDataSet scaled = scalings.apply(batch);
      float[] weights = weights(samples);
      double loss =
          weights.length == 0 ? executor.accumulate(scaled) : executor.accumulate(scaled, weights);
      accumulated++;
      if (accumulated == trainer.accumulate()) {
        update();
      }
      return loss * lossFactor;
    } catch (DivergenceException e) {
      throw new DivergenceException(TrainingProblems.diverged(epoch, number, rates.current()), e);
    } catch (TrainingException e) {
      throw new TrainingException(TrainingProblems.stepFailed(e, epoch, number), e);
    }
  }

  /** Updates the weights from the remaining batches of an epoch. */
  void endEpoch() {
    if (accumulated > 0) {
      update();
    }
  }

  private void update() {
    executor.update();
    updates++;
    accumulated = 0;
  }

  /** Returns the weight of each sample in the loss; empty if all are 1. */
  private static float[] weights(List<Sample> samples) {
    if (samples.stream().allMatch(sample -> sample.weight() == 1)) {
      return new float[0];
    }
    float[] weights = new float[samples.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) samples.get(i).weight();
    }
    return weights;
  }

  /** Checks the last update of an epoch, which no later loss of the epoch would reveal. */
  void requireFiniteWeights(int epoch) {
    if (!Double.isFinite(Nd4j.getBlasWrapper().asum(executor.graph().params()))) {
      throw new DivergenceException(TrainingProblems.nonFiniteWeights(epoch, rates.current()));
    }
  }
}
