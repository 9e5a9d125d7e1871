package org.blockwright.tuning.pruning;

import org.blockwright.tuning.Pruner;

/**
 * The pruners, which decide as those of Optuna 5 with the same parameters. They need no state
 * beside the reported values.
 */
public final class Pruners {
  /** Number of completed trials before which {@link #median} does not prune, by default. */
  public static final int STARTUP_TRIALS = 5;

  private Pruners() {}

  /** Returns a pruner that never ends a trial. */
  public static Pruner none() {
    return (study, direction, trial, trials) -> false;
  }

  /**
   * Returns a pruner that ends a trial whose best value so far is worse than the median of the
   * completed trials at the same step.
   *
   * @param startupTrials number of completed trials before which no trial is pruned
   * @param warmUp step before which no trial is pruned
   */
  public static Pruner median(int startupTrials, int warmUp) {
    return percentile(50, startupTrials, warmUp);
  }

  /**
   * Returns a pruner that ends a trial whose best value so far is not among the best percentage of
   * the completed trials at the same step.
   *
   * @param percentile percentage of trials that are kept, from 0 to 100
   * @param startupTrials number of completed trials before which no trial is pruned
   * @param warmUp step before which no trial is pruned
   */
  public static Pruner percentile(double percentile, int startupTrials, int warmUp) {
    return new PercentilePruner(percentile, startupTrials, warmUp);
  }

  /**
   * Returns asynchronous successive halving (Li et al. 2018): at the steps {@code minimum}, {@code
   * minimum * factor}, {@code minimum * factor^2}, ... a trial goes on only if it is among the best
   * {@code 1/factor} of those that reached that step.
   *
   * @param minimum first step at which trials are pruned; at least 1
   * @param factor factor of the reduction; at least 2
   */
  public static Pruner successiveHalving(int minimum, int factor) {
    return new SuccessiveHalvingPruner(minimum, factor, 0);
  }

  /**
   * Returns Hyperband (Li et al. 2017): trials are distributed over brackets of {@link
   * #successiveHalving} that start to prune at different steps.
   *
   * @param minimum first step at which trials of the first bracket are pruned; at least 1
   * @param maximum last step of a trial; at least {@code minimum}
   * @param factor factor of the reduction; at least 2
   */
  public static Pruner hyperband(int minimum, int maximum, int factor) {
    return new HyperbandPruner(minimum, maximum, factor);
  }
}
