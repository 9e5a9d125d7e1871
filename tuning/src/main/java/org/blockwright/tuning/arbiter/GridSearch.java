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
 * Grid search. Arbiter's random order is determined in the constructor of the generator, before a
 * seed can be set, so the points are generated in sequence and shuffled here.
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
    List<Values> inOrder = allPoints(space, points);
    int[] order = new SplitMix64(seed).permutation(inOrder.size());
    return new GridSearch(Arrays.stream(order).mapToObj(inOrder::get).toList());
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
    // Grid search does not adapt to results.
  }
}
