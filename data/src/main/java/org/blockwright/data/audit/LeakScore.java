package org.blockwright.data.audit;

/**
 * How well cues tell the classes apart, on images that were not used for fitting.
 *
 * @param balancedAccuracy mean of the recalls of the classes
 * @param low lower bound of the 95 % confidence interval (bootstrap over groups)
 * @param high upper bound
 */
public record LeakScore(double balancedAccuracy, double low, double high) {

  /** Returns the lower bound relative to guessing: 0 like guessing, 1 perfect. */
  public double skill(int classes) {
    double chance = 1.0 / classes;
    return (low - chance) / (1 - chance);
  }
}
