package org.blockwright.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

  /** 150 and 30 samples: 90 of each class, so each of the second class three times. */
  @Test
  void balancedUsesTheSameNumberOfEachClass() {
    int[] classes = IntStream.range(0, 180).map(i -> i % 6 == 0 ? 4 : 1).toArray();
    SampleOrder order = SampleOrder.balanced(42, classes);

    int[] first = order.indices(0, 180);

    Map<Integer, Long> uses = uses(first);
    assertThat(Arrays.stream(first).filter(i -> classes[i] == 4)).hasSize(90);
    assertThat(uses.keySet().stream().filter(i -> classes[i] == 4)).hasSize(30);
    assertThat(uses.entrySet())
        .allSatisfy(
            use -> assertThat(use.getValue()).isEqualTo(classes[use.getKey()] == 4 ? 3 : 1));
    assertThat(SampleOrder.balanced(42, classes).indices(0, 180)).containsExactly(first);
    assertThat(order.indices(1, 180)).isNotEqualTo(first);
    assertThat(uses(order.indices(1, 180)).keySet()).isNotEqualTo(uses.keySet());
    assertThat(SampleOrder.balanced(43, classes).indices(0, 180)).isNotEqualTo(first);
    // Classes take turns in no order: not all of one come first.
    assertThat(Arrays.stream(first).limit(90).filter(i -> classes[i] == 4).count())
        .isBetween(30L, 60L);
  }

  @Test
  void balancedSharesTheRestOfTheDivision() {
    int[] classes = {0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2};

    Map<Integer, Long> uses = uses(SampleOrder.balanced(1, classes).indices(3, 11));

    Map<Integer, Long> ofClasses = new TreeMap<>();
    uses.forEach((sample, count) -> ofClasses.merge(classes[sample], count, Long::sum));
    assertThat(ofClasses.values()).containsExactlyInAnyOrder(3L, 4L, 4L);
    assertThat(uses.values()).allSatisfy(count -> assertThat(count).isBetween(1L, 2L));
  }

  private static Map<Integer, Long> uses(int... order) {
    return Arrays.stream(order)
        .boxed()
        .collect(Collectors.groupingBy(i -> i, TreeMap::new, Collectors.counting()));
  }

  /** Computed in Python: SplitMix64 from "order:42:0" or "order:42:1", Fisher and Yates. */
  @Test
  void shuffledMatchesReferenceImplementation() {
    assertThat(SampleOrder.shuffled(42).indices(0, 8)).containsExactly(5, 1, 3, 7, 6, 2, 0, 4);
    assertThat(SampleOrder.shuffled(42).indices(1, 8)).containsExactly(3, 7, 0, 4, 1, 6, 2, 5);
  }
}
