package org.blockwright.data;

/**
 * Where the parts of a stratum end on the scale of the groups' hashes.
 *
 * @param train the largest hash in train
 * @param validation the largest hash in train or validation
 */
public record Cuts(double train, double validation) {

  /** The part of a group that came later. */
  Side side(double hash) {
    return hash <= train ? Side.TRAIN : hash <= validation ? Side.VALIDATION : Side.TEST;
  }
}
