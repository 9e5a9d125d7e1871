package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleOrderTest {

  @Test
  void sequentialIsTheOrderOfTheDatasetInEveryEpoch() {
    assertThat(SampleOrder.sequential().indices(0, 4)).containsExactly(0, 1, 2, 3);
    assertThat(SampleOrder.sequential().indices(7, 4)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void shuffledIsPermutationThatDependsOnSeedAndEpoch() {
    int[] first = SampleOrder.shuffled(42).indices(0, 50);

    assertThat(SampleOrder.shuffled(42).indices(0, 50)).containsExactly(first);
    assertThat(SampleOrder.shuffled(42).indices(1, 50)).isNotEqualTo(first);
    assertThat(SampleOrder.shuffled(43).indices(0, 50)).isNotEqualTo(first);
    int[] sorted = first.clone();
    Arrays.sort(sorted);
    assertThat(sorted).containsExactly(IntStream.range(0, 50).toArray());
  }

  /** Computed in Python: SplitMix64 from "order:42:0" or "order:42:1", Fisher and Yates. */
  @Test
  void shuffledMatchesReferenceImplementation() {
    assertThat(SampleOrder.shuffled(42).indices(0, 8)).containsExactly(5, 1, 3, 7, 6, 2, 0, 4);
    assertThat(SampleOrder.shuffled(42).indices(1, 8)).containsExactly(3, 7, 0, 4, 1, 6, 2, 5);
  }
}
