package org.blockwright.data;

/**
 * The ranges of group hashes that belong to the subsets of a stratum.
 *
 * @param train the largest hash in the training subset
 * @param validation the largest hash in the training or validation subset
 */
public record HashThresholds(double train, double validation) {

  /** The subset of a group that was not there when the split was made. */
  Subset subset(double hash) {
    return hash <= train ? Subset.TRAINING : hash <= validation ? Subset.VALIDATION : Subset.TEST;
  }
}
