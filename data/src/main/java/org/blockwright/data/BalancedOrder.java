package org.blockwright.data;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.blockwright.base.Seeds;
import org.blockwright.base.SplitMix64;

/** The order of {@link SampleOrder#balanced}. */
final class BalancedOrder implements SampleOrder {
  private final long seed;

  /** The samples of each class that has some. */
  private final List<List<Integer>> samplesOfClass;

  BalancedOrder(long seed, int... classes) {
    this.seed = seed;
    Map<Integer, List<Integer>> byClass =
        IntStream.range(0, classes.length)
            .boxed()
            .collect(Collectors.groupingBy(i -> classes[i], TreeMap::new, Collectors.toList()));
    this.samplesOfClass = List.copyOf(byClass.values());
  }

  @Override
  public int[] indices(int epoch, int count) {
    SplitMix64 random = Seeds.random("balanced order", seed, epoch);
    int[] drawn = new int[count];
    int position = 0;
    int[] turns = random.permutation(samplesOfClass.size());
    for (int turn = 0; turn < turns.length; turn++) {
      List<Integer> samples = samplesOfClass.get(turns[turn]);
      // The classes that come first get the rest of the division.
      int share = count / turns.length + (turn < count % turns.length ? 1 : 0);
      int[] order = {};
      for (int i = 0; i < share; i++) {
        int inRound = i % samples.size();
        order = inRound == 0 ? random.permutation(samples.size()) : order;
        drawn[position++] = samples.get(order[inRound]);
      }
    }
    int[] shuffled = random.permutation(count);
    return IntStream.of(shuffled).map(i -> drawn[i]).toArray();
  }
}
