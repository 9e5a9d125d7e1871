package org.blockwright.tuning.arbiter;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockwright.base.SplitMix64;
import org.blockwright.tuning.Sampler;
import org.blockwright.tuning.Space;
import org.blockwright.tuning.TrialResult;
import org.blockwright.tuning.Values;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;

/**
 * Every point once. Arbiter's own random order is shuffled in the generator's constructor, before a
 * seed can reach it, so points are taken in sequence and shuffled here.
 */
final class GridSearch implements Sampler.Search {
  private final Iterator<Values> points;
  private final int total;

  private GridSearch(List<Values> points) {
    this.points = points.iterator();
    this.total = points.size();
  }

  static GridSearch inOrder(Space space, int points) {
    return new GridSearch(allPoints(space, points));
  }

  static GridSearch shuffled(Space space, int points, long seed) {
    List<Values> all = allPoints(space, points);
    int[] order = new SplitMix64(seed).permutation(all.size());
    return new GridSearch(Arrays.stream(order).mapToObj(all::get).toList());
  }

  private static ImmutableList<Values> allPoints(Space space, int points) {
    int total = GridSize.of(space, points);
    var cube = new UnitCube(space, points);
    var generator =
        new GridSearchCandidateGenerator(
            cube, points, GridSearchCandidateGenerator.Mode.Sequential, null);
    var all = ImmutableList.<Values>builderWithExpectedSize(total);
    while (generator.hasMoreCandidates()) {
      all.add(cube.values(generator.getCandidate()));
    }
    return all.build();
  }

  @Override
  public OptionalLong total() {
    return OptionalLong.of(total);
  }

  @Override
  public Optional<Values> propose() {
    return points.hasNext() ? Optional.of(points.next()) : Optional.empty();
  }

  @Override
  public void report(TrialResult result) {
    // A grid learns nothing.
  }
}
