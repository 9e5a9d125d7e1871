package org.blockwright.training;

import java.util.function.LongToDoubleFunction;
import org.blockwright.inference.metrics.Metric;
import org.blockwright.training.checkpoint.Position;
import org.blockwright.training.schedule.Decay;
import org.blockwright.training.schedule.LearningRateSchedule;

/** The learning rate of each step of a training. */
final class LearningRates {
  private final LearningRateSchedule schedule;
  private final double base;
  private final LongToDoubleFunction factor;
  private final Metric metric;
  private double current;

  /** The product of all reductions on a plateau. */
  private double reduction = 1;

  private double best = Double.NaN;
  private int epochsWithoutImprovement;
  private int cooldown;

  /**
   * @param base the learning rate of the optimizer
   * @param epochs maximum number of epochs
   * @param metric the monitored metric, for reductions on a plateau
   */
  LearningRates(
      LearningRateSchedule schedule, double base, long stepsPerEpoch, int epochs, Metric metric) {
    this(schedule, base, step -> schedule.factor(step, stepsPerEpoch, epochs), metric);
  }

  private LearningRates(
      LearningRateSchedule schedule, double base, LongToDoubleFunction factor, Metric metric) {
    this.schedule = schedule;
    this.base = base;
    this.factor = factor;
    this.metric = metric;
    this.current = base;
  }

  /** Returns rates that are given for each step. */
  static LearningRates of(LongToDoubleFunction rates) {
    return new LearningRates(LearningRateSchedule.CONSTANT, 1, rates, Metric.of(Metric.TRAIN_LOSS));
  }

  /**
   * Returns the rate of a step.
   *
   * @param step number of the step in the training, from 0
   */
  double rate(long step) {
    current = base * reduction * factor.applyAsDouble(step);
    return current;
  }

  /** Returns the state of reductions on a plateau, for a checkpoint. */
  Position.Plateau plateau() {
    return new Position.Plateau(reduction, best, epochsWithoutImprovement, cooldown);
  }

  /**
   * Continues from the state of a checkpoint.
   *
   * @param steps number of steps before it
   */
  void restore(Position.Plateau saved, long steps) {
    reduction = saved.reduction();
    best = saved.best();
    epochsWithoutImprovement = saved.epochsWithoutImprovement();
    cooldown = saved.cooldown();
    if (steps > 0) {
      // The epoch may have no further step.
      rate(steps - 1);
    }
  }

  /** Returns the rate of the last step. */
  double current() {
    return current;
  }

  /**
   * Reduces the rate after an epoch on a plateau, as {@code ReduceLROnPlateau} of Keras 3 does.
   *
   * @param epoch number of the epoch, from 1; those of the warm-up do not count
   * @param value the monitored metric after it
   */
  void epochEnded(int epoch, double value) {
    if (!(schedule.decay() instanceof Decay.Plateau plateau) || epoch <= schedule.warmUp()) {
      return;
    }
    if (cooldown > 0) {
      cooldown--;
      epochsWithoutImprovement = 0;
    }
    if (isImproved(value, plateau.minDelta())) {
      best = value;
      epochsWithoutImprovement = 0;
    } else if (cooldown == 0) {
      epochsWithoutImprovement++;
      if (epochsWithoutImprovement >= plateau.patience() && reduction > plateau.end()) {
        reduction = Math.max(reduction * plateau.factor(), plateau.end());
        cooldown = plateau.cooldown();
        epochsWithoutImprovement = 0;
      }
    }
  }

  private boolean isImproved(double value, double minDelta) {
    if (Double.isNaN(best)) {
      return !Double.isNaN(value);
    }
    return metric.isBetter(value, best) && Math.abs(value - best) > minDelta;
  }
}
