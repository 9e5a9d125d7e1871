package org.blockwright.job;

import org.blockwright.training.Trainer;

/** The trainer of a job. */
final class JobTrainer {
  private JobTrainer() {}

  /** Returns a trainer with the settings of a job, without progress and listeners. */
  static Trainer of(Job job) {
    Trainer trainer =
        Trainer.with(job.optimizer())
            .autoOptimizer(job.hasAutoOptimizer())
            .learningRateMultipliers(job.learningRateMultipliers())
            .batchSize(job.batchSize())
            .monitor(job.monitor())
            .standardize(job.standardize())
            .standardizeTargets(job.standardizeTargets())
            .initialBias(job.initialBias())
            .sampling(job.sampling())
            .schedule(job.schedule())
            .phases(job.phases())
            .l1(job.number(Setting.L1))
            .decayAll(job.bool(Setting.DECAY_ALL))
            .clipNorm(job.number(Setting.CLIP_NORM))
            .clipValue(job.number(Setting.CLIP_VALUE))
            .accumulate(job.intValue(Setting.ACCUMULATE))
            .ema(job.number(Setting.EMA))
            .caching(job.caching())
            .seed(job.seed())
            .threads(job.threads())
            .augmentation(job.augmentation());
    if (job.epochs().isPresent()) {
      trainer = trainer.epochs(job.epochs().getAsInt());
    }
    if (job.patience().isPresent()) {
      trainer = trainer.patience(job.patience().getAsInt());
    }
    if (job.weightDecay().isPresent() && job.optimizer().decoupledWeightDecay().isEmpty()) {
      trainer = trainer.weightDecay(job.weightDecay().getAsDouble());
    }
    return trainer;
  }
}
