package org.blockwright.inference.metrics;

import java.util.Arrays;

/** The order of samples by decreasing score of a class or label, with its ties. */
final class Ranking {
  private final int[] order;
  private final boolean[] tiedWithNext;

  Ranking(float[] scores) {
    long[] keys = new long[scores.length];
    for (int i = 0; i < keys.length; i++) {
      // The bits of a float as an integer of the same order, so that primitives can be sorted.
      int bits = Float.floatToIntBits(scores[i]);
      int sortable = bits ^ (bits >> 31 & Integer.MAX_VALUE);
      keys[i] = (long) ~sortable << 32 | i;
    }
    Arrays.sort(keys);
    order = Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    tiedWithNext = new boolean[order.length];
    for (int rank = 0; rank + 1 < order.length; rank++) {
      tiedWithNext[rank] = scores[order[rank]] == scores[order[rank + 1]];
    }
  }

  int size() {
    return order.length;
  }

  /** Returns the index of the sample with this rank; the highest score has rank 0. */
  int sample(int rank) {
    return order[rank];
  }

  /** Returns whether the sample with this rank has the same score as the next one. */
  boolean isTiedWithNext(int rank) {
    return tiedWithNext[rank];
  }
}
