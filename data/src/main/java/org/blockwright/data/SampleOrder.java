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

  /**
   * Returns a random order with as many samples as there are, and the same number of each class up
   * to one. It depends only on seed, epoch and classes. Samples of a small class are repeated, each
   * equally often up to one; of a large class other samples are left out in each epoch.
   *
   * @param classes the class of each sample; classes without samples are ignored
   */
  static SampleOrder balanced(long seed, int... classes) {
    return new BalancedOrder(seed, classes);
  }
}
