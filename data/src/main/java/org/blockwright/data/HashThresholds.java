package org.blockwright.data;

/**
 * Where the parts of a stratum end on the scale of the groups' hashes.
 *
 * @param train the largest hash in train
 * @param validation the largest hash in train or validation
 */
public record HashThresholds(double train, double validation) {

  /** The part of a group that came later. */
  Subset subset(double hash) {
    return hash <= train ? Subset.TRAINING : hash <= validation ? Subset.VALIDATION : Subset.TEST;
  }
}
