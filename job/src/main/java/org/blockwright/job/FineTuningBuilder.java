package org.blockwright.job;

import java.util.List;
import org.blockwright.training.phase.Phase;

/**
 * The settings of phases, fine-tuning and regularization of a {@link TrainingJob.Builder}.
 *
 * @param <B> the type of the builder
 */
abstract class FineTuningBuilder<B extends FineTuningBuilder<B>> {
  abstract B set(Setting setting, Object value);

  abstract B set(Setting setting, String text, Object value);

  /**
   * Sets the phases, one after the other; by default all epochs have the same settings. Each starts
   * with the weights of the best epoch of the one before.
   */
  public B phases(Phase... phases) {
    PhasesText value = new PhasesText(List.of(phases));
    return set(Setting.PHASES, value.toString(), value);
  }

  /**
   * Trains the head, then the last groups of layers, too, at a tenth of the learning rate: short
   * for two {@link #phases}.
   *
   * @param epochs of the second phase; 0, the default, for none
   */
  public B fineTune(int epochs) {
    return set(Setting.FINE_TUNE, epochs);
  }

  /**
   * Sets the number of groups that {@link #fineTune} trains, by default 1: those of {@link
   * org.blockwright.zoo.ZooModel#groups}, or the blocks of another network.
   */
  public B fineTuneGroups(int groups) {
    return set(Setting.FINE_TUNE_GROUPS, groups);
  }

  /**
   * Sets whether {@link #fineTune} has a phase for each group, from the last one on, instead of one
   * for all of them; by default false.
   */
  public B gradualUnfreezing(boolean gradual) {
    return set(Setting.GRADUAL_UNFREEZING, gradual);
  }

  /**
   * Multiplies the learning rate by a factor from each group of layers to the one before it: the
   * head has the full rate, the last group the factor, the one before its square, and so on. Rules
   * of the job and of phases come first.
   *
   * @param factor greater than 0 and at most 1, the default
   */
  public B learningRateDecayByGroup(double factor) {
    return set(Setting.LR_DECAY_BY_GROUP, factor);
  }

  /**
   * Sets the dropout before the last dense layer of the heads {@code global-average} and {@code
   * flatten}, from 0 to less than 1; by default that of the head.
   */
  public B headDropout(double rate) {
    return set(Setting.HEAD_DROPOUT, rate);
  }

  /**
   * Sets whether weight decay and L1 penalty apply to biases and batch norms, too; by default they
   * apply to kernels only.
   */
  public B decayAll(boolean all) {
    return set(Setting.DECAY_ALL, all);
  }

  /** Sets the factor of the sum of the absolute kernel weights in the loss; by default 0. */
  public B l1(double factor) {
    return set(Setting.L1, factor);
  }

  /** Sets the largest norm of all gradients together; 0, the default, for no clipping. */
  public B clipNorm(double norm) {
    return set(Setting.CLIP_NORM, norm);
  }

  /** Sets the largest absolute value of an element of a gradient; 0, the default, for none. */
  public B clipValue(double value) {
    return set(Setting.CLIP_VALUE, value);
  }

  /** Sets the number of batches whose gradients are accumulated for one update; by default 1. */
  public B accumulate(int batches) {
    return set(Setting.ACCUMULATE, batches);
  }

  /**
   * Sets the momentum of a moving average of the weights, which is evaluated and saved in place of
   * them; 0, the default, for none.
   */
  public B ema(double momentum) {
    return set(Setting.EMA, momentum);
  }
}
