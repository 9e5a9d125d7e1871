package org.blockwright.training;

import java.util.List;
import org.blockwright.base.DivergenceException;
import org.blockwright.base.Seeds;
import org.blockwright.base.TrainingException;
import org.blockwright.data.Sample;
import org.blockwright.engine.Executor;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The steps of a training run, with the number of the epoch and the batch in every error. */
final class Steps {
  private final Executor executor;
  private final Trainer trainer;
  private final TargetScalings scalings;
  private final LearningRates rates;
  private final double lossFactor;
  private long count;

  /**
   * @param scalings of the targets of each output
   * @param rates the learning rate of each step
   */
  Steps(Executor executor, Trainer trainer, TargetScalings scalings, LearningRates rates) {
    this.executor = executor;
    this.trainer = trainer;
    this.scalings = scalings;
    this.rates = rates;
    this.lossFactor = scalings.lossFactor();
  }

  /**
   * Updates the weights from a batch, and returns its loss before the update.
   *
   * @param samples the samples of the batch, whose weights multiply their losses
   */
  double step(MultiDataSet batch, List<Sample> samples, int epoch, int number) {
    // Dropout uses ND4J's global generator, which other code may have advanced.
    Nd4j.getRandom().setSeed(Seeds.derive("dropout", trainer.seed(), count));
    executor.setLearningRate(rates.rate(count++));
    try {
      MultiDataSet scaled = scalings.apply(batch);
      float[] weights = weights(samples);
      double loss = weights.length == 0 ? executor.step(scaled) : executor.step(scaled, weights);
      return loss * lossFactor;
    } catch (DivergenceException e) {
      throw new DivergenceException(TrainingProblems.diverged(epoch, number, rates.current()), e);
    } catch (TrainingException e) {
      throw new TrainingException(TrainingProblems.stepFailed(e, epoch, number), e);
    }
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
