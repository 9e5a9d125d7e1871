package org.blockwright.data;

import java.util.stream.IntStream;
import org.blockwright.base.Seeds;

/** The order in which an epoch uses the samples of a dataset. */
@FunctionalInterface
public interface SampleOrder {

  /**
   * Returns the indices of the samples in order.
   *
   * @param epoch from 0
   * @param count the number of samples
   */
  int[] indices(int epoch, int count);

  /** Returns the order of the dataset in every epoch. */
  static SampleOrder sequential() {
    return (epoch, count) -> IntStream.range(0, count).toArray();
  }

  /** Returns a random order that depends only on seed, epoch and number of samples. */
  static SampleOrder shuffled(long seed) {
    return (epoch, count) -> Seeds.random("order", seed, epoch).permutation(count);
  }
}
