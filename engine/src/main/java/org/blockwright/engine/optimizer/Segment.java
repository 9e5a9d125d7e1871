package org.blockwright.engine.optimizer;

import com.google.common.base.Preconditions;

/**
 * A range of the flat parameter vector whose parameters are updated in the same way.
 *
 * @param from first position
 * @param to position after the last one
 * @param learningRateMultiplier factor of the learning rate; 0 unless trained
 * @param l1 factor of the sum of the absolute parameters in the loss; 0 unless trained
 * @param l2 factor of half the sum of the squared parameters in the loss; 0 unless trained
 * @param decays whether the decoupled weight decay of the update rule applies
 * @param updatesBefore number of updates of the vector before the first one of these parameters
 */
public record Segment(
    long from,
    long to,
    Treatment treatment,
    double learningRateMultiplier,
    double l1,
    double l2,
    boolean decays,
    long updatesBefore) {

  /** How the parameters of a segment are updated. */
  public enum Treatment {
    /** By the update rule, from the mean gradient. */
    TRAINED,
    /** Not at all. */
    FROZEN,
    /**
     * Moving statistics, whose gradient is the negative of their change: {@code parameter -=
     * gradient} for each batch. DL4J calls that {@code NoOp}.
     */
    STATISTIC
  }

  public Segment {
    Preconditions.checkArgument(0 <= from && from < to, "invalid range %s to %s", from, to);
  }

  /**
   * Returns a segment that the update rule updates, with its decoupled weight decay.
   *
   * @throws org.blockwright.base.UsageException if a factor is negative or not finite
   */
  public static Segment trained(long from, long to, double learningRateMultiplier, double l2) {
    if (!isFactor(learningRateMultiplier)) {
      throw OptimizerProblems.invalidMultiplier(learningRateMultiplier);
    }
    if (!isFactor(l2)) {
      throw OptimizerProblems.invalidL2(l2);
    }
    return learningRateMultiplier == 0
        ? frozen(from, to)
        : new Segment(from, to, Treatment.TRAINED, learningRateMultiplier, 0, l2, true, 0);
  }

  /** Returns a segment that is never changed. */
  public static Segment frozen(long from, long to) {
    return new Segment(from, to, Treatment.FROZEN, 0, 0, 0, false, 0);
  }

  /** Returns a segment of moving statistics. */
  public static Segment statistic(long from, long to) {
    return new Segment(from, to, Treatment.STATISTIC, 0, 0, 0, false, 0);
  }

  /**
   * Returns the trained segment with an L1 penalty; a segment that is not trained stays as it is.
   *
   * @throws org.blockwright.base.UsageException if the factor is negative or not finite
   */
  public Segment withL1(double factor) {
    if (!isFactor(factor)) {
      throw OptimizerProblems.invalidL1(factor);
    }
    return isTrained()
        ? new Segment(
            from, to, treatment, learningRateMultiplier, factor, l2, decays, updatesBefore)
        : this;
  }

  /** Returns the segment without the decoupled weight decay of the update rule. */
  public Segment withoutWeightDecay() {
    return new Segment(from, to, treatment, learningRateMultiplier, l1, l2, false, updatesBefore);
  }

  /**
   * Returns the trained segment whose first update comes after some of the vector, as that of
   * layers that were frozen until then; a segment that is not trained stays as it is.
   */
  public Segment startingAfter(long updates) {
    return isTrained()
        ? new Segment(from, to, treatment, learningRateMultiplier, l1, l2, decays, updates)
        : this;
  }

  /** Returns the number of parameters. */
  public long length() {
    return to - from;
  }

  /** Returns whether the update rule updates this segment. */
  public boolean isTrained() {
    return treatment == Treatment.TRAINED;
  }

  /** Returns whether {@code next} follows directly and is treated in the same way. */
  boolean continuesIn(Segment next) {
    return to == next.from && until(next.to).equals(next.startingAt(from));
  }

  /** Returns the segment with another end. */
  Segment until(long end) {
    return new Segment(from, end, treatment, learningRateMultiplier, l1, l2, decays, updatesBefore);
  }

  private Segment startingAt(long start) {
    return new Segment(start, to, treatment, learningRateMultiplier, l1, l2, decays, updatesBefore);
  }

  private static boolean isFactor(double value) {
    return value >= 0 && Double.isFinite(value);
  }
}
