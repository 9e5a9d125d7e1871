package org.blockwright.training.schedule;

import java.util.OptionalDouble;

/**
 * The learning rate of every step, as a factor of the optimizer's: an optional warm-up, then a
 * {@link Decay}. Times are in epochs, of which a decay by default takes all after the warm-up.
 * Immutable: each method returns a modified copy.
 *
 * <pre>{@code
 * LearningRateSchedule cosine = LearningRateSchedule.cosine().warmUp(2);
 * LearningRateSchedule step = LearningRateSchedule.of(new Decay.Step(10, 0.1));
 * }</pre>
 *
 * @param decay how the rate changes after the warm-up
 * @param warmUp number of epochs in which the rate rises on a line to the base rate, step by step;
 *     0 for none
 * @param warmUpFrom the first rate of the warm-up as a fraction of the base rate, from 0 to 1
 * @param byEpoch whether the decay changes the rate between epochs only, instead of in every step
 */
public record LearningRateSchedule(Decay decay, double warmUp, double warmUpFrom, boolean byEpoch) {

  /** The base learning rate in every step. */
  public static final LearningRateSchedule CONSTANT = of(new Decay.Constant());

  public LearningRateSchedule {
    ScheduleProblems.requireAtLeastZero(decay.kind(), "warm-up", warmUp);
    ScheduleProblems.requireFraction(decay.kind(), "warm-up-from", warmUpFrom);
  }

  /** Returns a schedule without warm-up that changes the rate in every step. */
  public static LearningRateSchedule of(Decay decay) {
    return new LearningRateSchedule(decay, 0, 0, false);
  }

  /** Returns half a cosine from the base rate to 0 at the end of the run. */
  public static LearningRateSchedule cosine() {
    return of(new Decay.Cosine(0, OptionalDouble.empty(), OptionalDouble.empty(), 1, 1));
  }

  /** Returns a cosine that restarts from the base rate after each cycle of some epochs. */
  public static LearningRateSchedule cosineWithRestarts(double epochs) {
    return of(new Decay.Cosine(0, OptionalDouble.empty(), OptionalDouble.of(epochs), 1, 1));
  }

  /** Returns the cycle of PyTorch: from 1/25 of the base rate up to it in 30 % of the steps. */
  public static LearningRateSchedule oneCycle() {
    return of(new Decay.OneCycle(0.3, 0.04, 4e-6));
  }

  /** Returns a multiplication of the rate by a factor every few epochs. */
  public static LearningRateSchedule step(double every, double factor) {
    return of(new Decay.Step(every, factor));
  }

  /** Returns a multiplication of the rate by a factor per epoch, step by step. */
  public static LearningRateSchedule exponential(double factor) {
    return of(new Decay.Exponential(1, factor));
  }

  /** Returns a line from the base rate to a fraction of it at the end of the run. */
  public static LearningRateSchedule linear(double end) {
    return of(new Decay.Polynomial(end, 1, OptionalDouble.empty()));
  }

  /**
   * Returns a multiplication of the rate by a factor after some epochs without improvement of the
   * monitored metric by at least 1e-4.
   */
  public static LearningRateSchedule plateau(double factor, int patience) {
    return of(new Decay.Plateau(factor, patience, 1e-4, 0, 0));
  }

  /** Sets the number of epochs of the warm-up, from a rate of 0. */
  public LearningRateSchedule warmUp(double epochs) {
    return new LearningRateSchedule(decay, epochs, warmUpFrom, byEpoch);
  }

  /** Sets the number of epochs of the warm-up and its first rate, a fraction of the base rate. */
  public LearningRateSchedule warmUp(double epochs, double from) {
    return new LearningRateSchedule(decay, epochs, from, byEpoch);
  }

  /** Changes the rate between epochs only; a warm-up is by step in any case. */
  public LearningRateSchedule perEpoch() {
    return new LearningRateSchedule(decay, warmUp, warmUpFrom, true);
  }

  /**
   * Parses a schedule, for instance {@code cosine,warm-up=2,end=0.01}.
   *
   * @throws org.blockwright.base.UsageException if the kind or a name is unknown, or a number is
   *     out of range
   */
  public static LearningRateSchedule parse(String text) {
    return ScheduleFormat.parse(text);
  }

  /**
   * Returns a copy with one part of the text set or replaced; another kind keeps only the warm-up
   * and the unit.
   *
   * @param name {@code kind}, or a name as in {@link #parse}
   * @throws org.blockwright.base.UsageException as {@link #parse}
   */
  public LearningRateSchedule with(String name, String value) {
    return ScheduleFormat.with(this, name, value);
  }

  /** Returns whether every step has the base learning rate. */
  public boolean isConstant() {
    return warmUp == 0 && decay instanceof Decay.Constant;
  }

  /** Returns the number of epochs before which a run must not end, warm-up included. */
  public double minimumEpochs() {
    return warmUp + decay.minimumEpochs();
  }

  /**
   * Returns the factor of the base learning rate. A reduction on a plateau, which depends on the
   * training, is not included.
   *
   * @param step number of the step in the run, from 0
   * @param stepsPerEpoch at least 1
   * @param epochs maximum number of epochs of the run
   */
  public double factor(long step, long stepsPerEpoch, int epochs) {
    long warmSteps = Math.round(warmUp * stepsPerEpoch);
    if (step < warmSteps) {
      return warmUpFrom + (1 - warmUpFrom) * step / warmSteps;
    }
    long changed = byEpoch ? step / stepsPerEpoch * stepsPerEpoch : step;
    double length =
        decay.epochs().isPresent()
            ? decay.epochs().getAsDouble() * stepsPerEpoch
            : (double) epochs * stepsPerEpoch - warmSteps;
    return decay.factor(new Position(Math.max(0, changed - warmSteps), stepsPerEpoch, length));
  }

  /** Returns the text, see {@link #parse}. */
  @Override
  public String toString() {
    return ScheduleFormat.format(this);
  }
}
